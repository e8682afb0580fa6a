"""A web process of the simulation: a real hub whose readings and hints arrive when they may."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, cast

from django.db import OperationalError

from palaver.generation.bus import LocalBus
from palaver.generation.hints import Hint
from palaver.generation.hub import Hub
from palaver.lib.threads import DatabaseThreads


class Job:
    """A query on its way to the database, and its result on the way back."""

    def __init__(self, query: Callable[[], Any]) -> None:
        self._query = query
        self._future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._result: Any = None
        self._error: Exception | None = None
        self.is_run = False

    def run(self, *, refused: bool = False) -> None:
        self.is_run = True
        try:
            self._result = self._refuse() if refused else self._query()
        except Exception as error:  # noqa: BLE001  handed to whoever asked
            self._error = error

    def reply(self) -> None:
        if self._future.done():
            return
        if self._error:
            self._future.set_exception(self._error)
        else:
            self._future.set_result(self._result)

    async def result(self) -> Any:
        return await self._future

    def _refuse(self) -> Any:
        raise OperationalError("database is locked")


class Threads:
    """Stands in for DatabaseThreads: runs nothing until the schedule says so."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    async def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        job = Job(partial(function, *args, **kwargs))
        self.jobs.append(job)
        return await job.result()


class Process:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._threads = Threads()
        self.hub = Hub(LocalBus(), cast("DatabaseThreads", self._threads))
        self.hints: list[Hint] = []
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def is_reading(self) -> bool:
        return bool(self._threads.jobs)

    def do(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Starts something that may wait for the database."""
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.breathe()
        return task

    def breathe(self) -> None:
        """Lets whatever can go on go on."""
        self._loop.run_until_complete(_turns(8))

    def deliver(self, rng: random.Random) -> None:
        """A hint arrives, in any order; some arrive again later."""
        if self.hints:
            at = rng.randrange(len(self.hints))
            hint = self.hints[at] if rng.random() < 0.2 else self.hints.pop(at)
            self._call(self.hub.hear, [hint])

    def lose(self, rng: random.Random) -> None:
        if self.hints:
            del self.hints[rng.randrange(len(self.hints))]

    def check(self) -> None:
        """The position check begins."""
        self.do(self.hub.check())

    def work(self, rng: random.Random) -> None:
        """The database runs a query, or a result comes back; sometimes it refuses."""
        if self._threads.jobs:
            job = rng.choice(self._threads.jobs)
            if job.is_run:
                self._reply(job)
            else:
                job.run(refused=rng.random() < 0.05)

    def work_off(self) -> None:
        while self._threads.jobs:
            job = self._threads.jobs[0]
            if not job.is_run:
                job.run()
            self._reply(job)

    def close(self) -> None:
        self._loop.run_until_complete(self.hub.close())
        for task in self._tasks:
            task.cancel()
        self.breathe()

    def _reply(self, job: Job) -> None:
        self._threads.jobs.remove(job)
        self._call(job.reply)

    def _call(self, function: Callable[..., object], *args: Any) -> None:
        async def calling() -> None:
            function(*args)

        self._loop.run_until_complete(calling())
        self.breathe()


async def _turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)
