"""Threads that own their database connections, for asynchronous code.

Neither a request nor another socket shares them, so no slow query there delays these (I16).
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import connections

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

    def close(self) -> None:
        """Ends the threads and closes their connections."""
        for _ in range(self._threads):
            self._executor.submit(connections.close_all)
        self._executor.shutdown()
