"""One event loop in a thread of its own, for broadcasts from code without one.

`async_to_sync` would start a loop, and the Redis layer a connection, for every single call.
"""

import asyncio
import atexit
import os
from threading import Lock, Thread

LAST_PATIENCE = 2.0  # seconds


class Background:
    """An event loop that starts when it is first asked for and again after a fork."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        atexit.register(self.close)
        os.register_at_fork(after_in_child=self._forget)

    def loop(self) -> asyncio.AbstractEventLoop:
        """Return the running loop."""
        with self._lock:
            if self._loop is None:
                self._loop = self._start()
            return self._loop

    def close(self) -> None:
        """Stop the loop and close what it holds; the next `loop()` starts another."""
        with self._lock:
            if self._loop is not None and self._thread is not None:
                asyncio.run_coroutine_threadsafe(_settle(), self._loop).result()
                self._loop.call_soon_threadsafe(self._loop.stop)
                self._thread.join()
                self._loop.close()
            self._loop = None
            self._thread = None

    def _start(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        self._thread = Thread(target=loop.run_forever, name="turbo-broadcasts", daemon=True)
        self._thread.start()
        return loop

    def _forget(self) -> None:
        self._lock = Lock()
        self._loop = None
        self._thread = None


async def _settle() -> None:
    """Gives what is under way a last chance."""
    if others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others, timeout=LAST_PATIENCE)


background = Background()
