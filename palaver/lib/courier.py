"""Hands things on in a thread of its own, so that whoever has them never waits for a network."""

import atexit
import logging
import os
from collections import deque
from collections.abc import Callable, Iterable
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

SHORTEST_PAUSE = 0.1  # seconds after a failure; doubles
LONGEST_PAUSE = 2.0  # seconds
LAST_PATIENCE = 1.0  # seconds that a process which ends leaves for what still waits

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Courier(Generic[T]):
    """Delivers, at most once and in order, what any thread gives it; what is too much is dropped.

    `deliver` gets all that waits at once. Where it fails, that is lost, said in the log, and the
    next delivery waits a little.
    """

    def __init__(
        self,
        name: str,
        deliver: Callable[[list[T]], None],
        most: int,
        size: Callable[[T], int] = lambda _item: 1,
    ) -> None:
        self._name = name
        self._deliver = deliver
        self._most = most
        self._size = size
        self._thread: Thread | None = None
        self._reset()
        atexit.register(self.close)
        os.register_at_fork(after_in_child=self._reset)

    def send(self, items: Iterable[T]) -> None:
        """Callable from any thread; returns at once."""
        with self._lock:
            self._thread = self._thread or self._start()
            for item in items:
                self._keep(item)
        self._filled.set()

    def close(self) -> None:
        """Ends the thread once nothing waits, but soon; the next `send` starts another."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._ending.set()
            self._filled.set()
            thread.join(LAST_PATIENCE)

    def _reset(self) -> None:
        self._lock = Lock()
        self._waiting: deque[T] = deque()
        self._held = 0
        self._filled = Event()
        self._ending = Event()
        self._thread = None

    def _start(self) -> Thread:
        self._ending.clear()
        thread = Thread(target=self._work, name=self._name, daemon=True)
        thread.start()
        return thread

    def _keep(self, item: T) -> None:
        if self._held < self._most:
            self._waiting.append(item)
            self._held += self._size(item)

    def _take(self) -> list[T]:
        with self._lock:
            taken = list(self._waiting)
            self._waiting.clear()
            self._held = 0
        return taken

    def _work(self) -> None:
        pause = 0.0
        while not self._ending.is_set() or self._waiting:
            self._filled.wait()
            self._filled.clear()
            pause = self._try(self._take(), pause)
            self._ending.wait(pause)

    def _try(self, items: list[T], pause: float) -> float:
        """Delivers; returns the pause until the next attempt."""
        if not items:
            return pause
        try:
            self._deliver(items)
        except Exception as error:  # noqa: BLE001  whatever it is, the thread goes on
            if not pause:
                logger.warning("%s cannot be delivered: %s", self._name, error)
            return min(LONGEST_PAUSE, max(SHORTEST_PAUSE, pause * 2))
        if pause:
            logger.warning("%s are delivered again", self._name)
        return 0.0
