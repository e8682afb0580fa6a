"""Servers and workers of one installation, each a process of its own."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from tests.faults.changed import ChangedPalaver
from tests.running import Palaver, Worker
from tests.visitor import Visitor

P = TypeVar("P", bound=Palaver)
C = TypeVar("C", bound=ChangedPalaver)


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
        self._start_servers()
        self.workers = [self.worker()]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._running.close()

    def _start_servers(self) -> None:
        self.here = self.server()
        self.there = self.server()
        self.owner_here = self.here.sign_in(self.here.create_user("owner"))
        self.owner_there = Visitor(self.there.address, "owner")

    def server(self) -> Palaver:
        """One more server, running."""
        return self._run(Palaver)

    def server_with(self, **environment: str) -> Palaver:
        """One more server, whose environment differs."""
        return self._run(Palaver, **environment)

    def worker(self) -> Worker:
        """One more worker, running."""
        return self._run(Worker)

    def _run(self, kind: type[P], **environment: str) -> P:
        process = kind(self._directory, self._base_url, **{**self._environment, **environment})
        self._running.enter_context(process)
        return process


class ChangedWorker(ChangedPalaver):
    command = Worker.command
    ready = Worker.ready


class ChangedFleet(Fleet):
    """A fleet whose processes have other constants; it starts without a worker."""

    def __init__(
        self,
        directory: Path,
        base_url: str,
        database: str,
        redis: str,
        constants: Mapping[str, object],
        **environment: str,
    ) -> None:
        super().__init__(directory, base_url, database, redis, **environment)
        self._constants = constants

    def __enter__(self) -> Self:
        self._start_servers()
        return self

    def server(self) -> Palaver:
        return self._run_changed(ChangedPalaver)

    def changed_worker(self, **constants: object) -> ChangedWorker:
        return self._run_changed(ChangedWorker, **constants)

    def _run_changed(self, kind: type[C], **constants: object) -> C:
        given = {**self._constants, **constants}
        process = kind(self._directory, self._base_url, given, **self._environment)
        self._running.enter_context(process)
        return process
