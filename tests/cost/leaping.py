"""An event loop whose clock leaps to the next timer once nothing else is left to do.

Whatever waits for a moment waits no time, and what happens between two moments does not depend on
how busy the machine is: what is counted in it comes out the same in every run.
"""

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar, TypeVarTuple

BEGINNING = 1000.0  # seconds; a clock that starts at 0 would make "long ago" lie in the future
ON_ITS_WAY = 0.001  # real seconds in which what was written to a local socket arrives
PATIENCE = 60.0  # real seconds for a thread

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Ready = list[tuple[selectors.SelectorKey, int]]


class LeapingLoop(asyncio.SelectorEventLoop):
    """Its clock stands still while anything is to be done, in its threads or its sockets, too."""

    def __init__(self, in_thread: Callable[[], object] = int) -> None:
        self.in_thread = in_thread  # called with each call in a thread
        self.at_work = 0  # calls in threads that are under way
        self._now = BEGINNING
        super().__init__(_Selector(self))

    def time(self) -> float:
        return self._now

    def leap(self, seconds: float) -> None:
        self._now += seconds

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        self.in_thread()
        self.at_work += 1
        working = super().run_in_executor(executor, func, *args)
        working.add_done_callback(self._come_back)
        return working

    def _come_back(self, _working: asyncio.Future[Any]) -> None:
        self.at_work -= 1


class _Selector(selectors.DefaultSelector):
    def __init__(self, loop: LeapingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Ready:
        if timeout is not None and timeout <= 0:
            return super().select(0)
        if timeout is None or self._loop.at_work:
            return super().select(PATIENCE)
        ready = super().select(ON_ITS_WAY)
        if not ready:
            self._loop.leap(timeout)
        return ready
