"""An idle time-out for many waits with one timer, not one timer per chunk."""

import asyncio
from collections.abc import Callable


class Patience:
    """Calls `give_up` once the provider has kept its reader waiting for `limit` seconds.

    `wait` and `relax` enclose each wait and cost next to nothing: the timer looks at the clock
    when it fires and sets itself again.
    """

    def __init__(self, limit: float, give_up: Callable[[], None]) -> None:
        self._limit = limit
        self._give_up = give_up
        self._loop = asyncio.get_running_loop()
        self._since: float | None = None
        self._timer = self._loop.call_later(limit, self._look)

    def wait(self) -> None:
        """The reader waits, or goes on waiting."""
        if self._since is None:
            self._since = self._loop.time()

    def relax(self) -> None:
        """Something came; what the reader does next is not the provider's delay."""
        self._since = None

    def change(self, limit: float) -> None:
        """Have `limit` seconds of patience from now on."""
        if limit != self._limit:
            self._limit = limit
            self._timer.cancel()
            self._timer = self._loop.call_later(limit, self._look)

    def close(self) -> None:
        """Forget the timer."""
        self._timer.cancel()

    def _look(self) -> None:
        waited = 0.0 if self._since is None else self._loop.time() - self._since
        if waited >= self._limit:
            self._give_up()
        else:
            self._timer = self._loop.call_later(self._limit - waited, self._look)
