"""A worker process: one event loop in a thread of its own carries all its answers."""

import asyncio
import uuid
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import uvloop

from palaver.generation.bus import bus
from palaver.generation.participant import Participant
from palaver.generation.run import Engine
from palaver.generation.runners.carrier import Carrier, Send


class Worker:
    """Takes answers and titles from any thread, at most so many at once."""

    def __init__(self, most: int, *, wake: Send, ask_for_title: Send) -> None:
        self._most = most
        self._wake = wake
        self._ask_for_title = ask_for_title
        self._loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="answers", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._wait_for(self._start())

    def answer(self, generation_id: int) -> None:
        """Returns once there is room and the loop has it, not when it is answered."""
        self._wait_for(self._carrier.take(generation_id))

    def title(self, generation_id: int) -> None:
        self._wait_for(self._carrier.title(generation_id))

    def read(self, attachment_id: uuid.UUID) -> None:
        """Whether there is room for answers or not: they may wait for it."""
        self._loop.call_soon_threadsafe(self._carrier.read, attachment_id)

    def take_no_more(self) -> None:
        """Callable from a signal's handler."""
        self._loop.call_soon_threadsafe(self._carrier.take_no_more)

    def stop(self, grace: float) -> None:
        """Running answers get `grace` seconds to end, then other workers go on with them."""
        self._wait_for(self._participant.stop(grace))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def turns(self, patience: float) -> bool:
        """Whether the loop does what it is asked within so many seconds."""
        asked = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self._loop)
        try:
            asked.result(patience)
        except TimeoutError:
            return False
        return True

    async def _start(self) -> None:
        self._participant = Participant(self._build_carrier)
        await self._participant.start()

    def _build_carrier(self, engine: Engine) -> Carrier:
        self._carrier = Carrier(
            engine, bus, self._most, wake=self._wake, ask_for_title=self._ask_for_title
        )
        return self._carrier

    def _wait_for(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()


_current: Worker | None = None


def current() -> Worker:
    """This worker process's; tasks run in no other."""
    if _current is None:
        raise RuntimeError("Answers are carried by `palaver worker` only.")
    return _current


def turns(patience: float) -> bool:
    """Whether the answers of this process are carried, or do not have to be yet."""
    return _current is None or _current.turns(patience)


@contextmanager
def working(worker: Worker, grace: float) -> Iterator[Worker]:
    """Carries answers until the block ends, and then those that still run."""
    global _current
    worker.start()
    _current = worker
    try:
        yield worker
    finally:
        worker.stop(grace)
        _current = None
