"""The runner of the embedded mode: asyncio tasks in the web process."""

import asyncio
import logging
import uuid
from collections.abc import Collection, Coroutine, Sequence
from typing import Any

from palaver.generation.bus import LocalBus
from palaver.generation.hints import RUNNERS, Attached, Hint, Moved, Queued, Released
from palaver.generation.models import Status
from palaver.generation.run import Engine, Run
from palaver.generation.runners.base import Runner
from palaver.generation.titles import Title

HANDOVER_TIMEOUT = 5.0  # seconds

logger = logging.getLogger(__name__)


class InlineRunner(Runner):
    """Runs generations in this process's event loop; woken by hints, told twice it runs once."""

    runs_in_the_web = True

    @classmethod
    def wake(cls, generation_id: int) -> None:
        """The hint that it is queued does that."""

    def __init__(self, engine: Engine, bus: LocalBus) -> None:
        self._engine = engine
        self._bus = bus
        self._runs: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._side: set[asyncio.Task[None]] = set()
        self._readings: set[asyncio.Task[None]] = set()

    @property
    def running(self) -> Collection[int]:
        return self._runs.keys()

    def start(self) -> None:
        self._bus.subscribe(self._hear)
        self._bus.follow(RUNNERS)

    async def close(self, grace: float) -> None:
        """Lets running answers finish for `grace` seconds, then hands the rest back."""
        self._bus.unsubscribe(self._hear)
        self._again.clear()
        if self._runs:
            await asyncio.wait(self._runs.values(), timeout=grace)
        await self._cancel()
        await self._cancel()  # those that still wait for a database that refuses

    def run(self, generation_id: int) -> None:
        """Claims and runs it; asked while an earlier run of it ends, it tries once more then."""
        if generation_id in self._runs:
            self._again.add(generation_id)
        else:
            task = asyncio.create_task(self._run(generation_id))
            self._runs[generation_id] = task
            task.add_done_callback(lambda _: self._ended(generation_id))

    def pick_up(self, generation_id: int) -> None:
        """Runs what a reaper found."""
        self.run(generation_id)

    def read(self, attachment_id: uuid.UUID) -> None:
        """Reads what was attached, beside the answers."""
        self._aside(self._read(attachment_id), self._readings)

    def _ended(self, generation_id: int) -> None:
        del self._runs[generation_id]
        if generation_id in self._again:
            self._again.discard(generation_id)
            self.run(generation_id)

    def _hear(self, hints: Sequence[Hint]) -> None:
        for hint in hints:
            if isinstance(hint, Queued | Released):
                self.run(hint.generation_id)
            elif isinstance(hint, Moved) and hint.generation_id in self._runs:
                self._aside(self._engine.ticks.check(hint.generation_id))
            elif isinstance(hint, Attached):
                self.read(hint.attachment_id)

    async def _cancel(self) -> None:
        tasks = [*self._runs.values(), *self._side, *self._readings]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=HANDOVER_TIMEOUT)

    async def _run(self, generation_id: int) -> None:
        try:
            outcome = await Run(self._engine, generation_id).run()
        except asyncio.CancelledError:
            self._hand_over(generation_id)
            raise
        except Exception:
            logger.exception("Generation %s is left to the reaper", generation_id)
        else:
            if outcome and outcome.status == Status.DONE:
                self._suggest_title(generation_id)

    async def _read(self, attachment_id: uuid.UUID) -> None:
        await self._engine.reader.read(attachment_id)

    def _hand_over(self, generation_id: int) -> None:
        self._bus.publish([Released(generation_id)])

    def _suggest_title(self, generation_id: int) -> None:
        self._aside(Title(self._engine, generation_id).suggest())

    def _aside(
        self, work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]] | None = None
    ) -> None:
        tasks = self._side if tasks is None else tasks
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)
