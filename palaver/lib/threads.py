"""Threads that own their database connections, for asynchronous code.

Neither a request nor another socket shares them, so no slow query there delays these (I16).
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, InterfaceError, InternalError, connections

from palaver.lib import database

IDLE = 1.0  # seconds of silence after which a connection is tried before it is relied on
SHORTEST_PAUSE = 0.04  # seconds between two attempts while the database refuses; doubles
LONGEST_PAUSE = 2.0  # seconds
CLOSING = 1.0  # seconds that threads wait for each other to take part

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class DatabaseThreads:
    """A fixed number of threads that run synchronous database code for one event loop."""

    def __init__(self, name: str, threads: int = 1) -> None:
        self._executor = ThreadPoolExecutor(threads, name, database.own_connection)
        self._threads = threads
        self._used = _Used()

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result, computed in one of the threads."""
        loop = asyncio.get_running_loop()
        work = partial(copy_context().run, function, *args, **kwargs)
        return await loop.run_in_executor(self._executor, self._connected, work)

    async def insist(self, write: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `run`, repeated while the database refuses: locked, full, restarted or out of reach.

        Nothing is given up; but what failed may have been committed all the same.
        """
        return await self.persist(lambda _again: write(*args, **kwargs))

    async def persist(self, write: Callable[[bool], T]) -> T:
        """As `insist`, for a write that is told whether an earlier attempt failed."""
        pause, again = SHORTEST_PAUSE, False
        while True:
            try:
                return await self.run(write, again)
            except (DatabaseError, InterfaceError) as error:
                if not database.is_passing(error):
                    raise
                logger.error("The database refused, trying again: %s", error)
            await asyncio.sleep(pause)
            pause, again = min(LONGEST_PAUSE, pause * 2), True

    def close(self) -> None:
        """Ends the threads and closes their connections."""
        everyone = threading.Barrier(self._threads)  # or one thread might do it for all
        for _ in range(self._threads):
            self._executor.submit(_close, everyone)
        self._executor.shutdown()

    def _connected(self, work: Callable[[], T]) -> T:
        if time.monotonic() - self._used.at > IDLE:
            database.doubt_connection()
        try:
            return work()
        except InternalError:
            database.drop_connection()  # to a server that may no longer be the right one
            raise
        finally:
            database.drop_broken_connection()
            self._used.at = time.monotonic()


def _close(everyone: threading.Barrier) -> None:
    connections.close_all()
    with suppress(threading.BrokenBarrierError):
        everyone.wait(CLOSING)


class _Used(threading.local):
    """When a thread last spoke to the database."""

    at = 0.0
