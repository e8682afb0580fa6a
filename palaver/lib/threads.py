"""Threads that own their database connections, for asynchronous code.

Neither a request nor another socket shares them, so no slow query there delays these (I16).
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connections

SHORTEST_PAUSE = 0.04  # seconds between two attempts while the database refuses; doubles
LONGEST_PAUSE = 2.0  # seconds

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class DatabaseThreads:
    """A fixed number of threads that run synchronous database code for one event loop."""

    def __init__(self, name: str, threads: int = 1) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._threads = threads

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result, computed in one of the threads."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, partial(function, *args, **kwargs))

    async def insist(self, write: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `run`, repeated while the database refuses, locked or full: nothing is given up."""
        pause = SHORTEST_PAUSE
        while True:
            try:
                return await self.run(write, *args, **kwargs)
            except OperationalError as error:
                logger.error("The database refused, trying again: %s", error)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)

    def close(self) -> None:
        """Ends the threads and closes their connections."""
        for _ in range(self._threads):
            self._executor.submit(connections.close_all)
        self._executor.shutdown()
