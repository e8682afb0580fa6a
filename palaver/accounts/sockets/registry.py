"""The open sockets of this process: one clock for all, limits per person, sign-outs."""

import asyncio
import logging
import time
from collections import Counter
from contextvars import Context

from palaver.accounts.limits import check_open_sockets
from palaver.accounts.sockets.closing import Code
from palaver.accounts.sockets.connection import Connection
from palaver.lib import metrics

PULSE = 5.0  # seconds between two looks at every socket

logger = logging.getLogger(__name__)


class Registry:
    def __init__(self) -> None:
        self._sockets: set[Connection] = set()
        self._per_person: Counter[int] = Counter()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._clock: asyncio.Task[None] | None = None

    def add(self, socket: Connection) -> None:
        """Raises LimitReached where the person has too many sockets open."""
        person = socket.visitor.user.pk
        check_open_sockets(self._per_person[person])
        self._per_person[person] += 1
        self._sockets.add(socket)
        metrics.SOCKETS.set(len(self._sockets))
        self._run_clock()

    def remove(self, socket: Connection) -> None:
        if socket in self._sockets:
            self._sockets.discard(socket)
            metrics.SOCKETS.set(len(self._sockets))
            self._per_person[socket.visitor.user.pk] -= 1

    def end_all(self, code: Code) -> None:
        for socket in tuple(self._sockets):
            socket.end(code)

    def sign_out(self, session_key: str) -> None:
        """Ends the session's sockets at once; called from the thread of the sign-out's request."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._sign_out, session_key)

    def _sign_out(self, session_key: str) -> None:
        for socket in tuple(self._sockets):
            if socket.visitor.session_key == session_key:
                socket.end(Code.SIGNED_OUT)

    def _run_clock(self) -> None:
        loop = asyncio.get_running_loop()
        if self._loop is not loop or self._clock is None or self._clock.done():
            self._loop = loop
            clock = self._tick_for_ever()
            self._clock = loop.create_task(clock, context=Context())  # of no request

    async def _tick_for_ever(self) -> None:
        while self._sockets:
            await asyncio.sleep(PULSE)
            for socket in tuple(self._sockets):
                try:
                    await socket.pulse(time.monotonic())
                except Exception:
                    logger.exception("A socket's pulse failed")


registry = Registry()
