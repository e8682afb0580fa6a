"""Servers and workers of one installation, each a process of its own."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from tests.running import Palaver, Worker
from tests.visitor import Visitor

P = TypeVar("P", bound=Palaver)


class Fleet:
    """`with Fleet(…) as fleet:` runs two servers and a worker; `fleet.worker()` adds one."""

    def __init__(
        self, directory: Path, base_url: str, database: str, redis: str, **environment: str
    ) -> None:
        self._directory = directory
        self._base_url = base_url
        self._environment = {
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "PALAVER_RUNNER": "celery",
            "PALAVER_GRACE_PERIOD": "1",
            **environment,
        }
        self._running = ExitStack()

    def __enter__(self) -> Self:
        self.here = self.server()
        self.there = self.server()
        self.workers = [self.worker()]
        self.owner_here = self.here.sign_in(self.here.create_user("owner"))
        self.owner_there = Visitor(self.there.address, "owner")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._running.close()

    def server(self) -> Palaver:
        """One more server, running."""
        return self._run(Palaver)

    def worker(self) -> Worker:
        """One more worker, running."""
        return self._run(Worker)

    def _run(self, kind: type[P]) -> P:
        process = kind(self._directory, self._base_url, **self._environment)
        self._running.enter_context(process)
        return process
