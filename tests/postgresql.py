"""A PostgreSQL server of the tests' own, in a temporary directory, reached by a socket in it.

with PostgreSQL() as server:
    url = server.make_database()   # for DATABASE_URL
    server.restart()               # or stop("as a crash"), then start()
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote
from uuid import uuid4

import psycopg

from tests.waiting import wait_for

DEBIAN = Path("/usr/lib/postgresql")
DEBIAN_USER = "postgres"  # that of the package, since the server refuses to be run by root
SUPERUSER = "postgres"
END_TIMEOUT = 60.0  # seconds
QUICKLY = ["-c", "fsync=off", "-c", "max_connections=200", "-c", "listen_addresses="]
HOW = {"fast": signal.SIGINT, "as a crash": signal.SIGQUIT}


class PostgreSQL:
    """One server; `start` returns once it takes connections."""

    def __init__(self, options: Sequence[str] = QUICKLY) -> None:
        self._options = options
        self.directory = Path(tempfile.gettempdir()) / f"palaver-postgresql-{uuid4().hex[:8]}"
        self._user = DEBIAN_USER if os.getuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def __enter__(self) -> Self:
        self.initialise()
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def initialise(self) -> None:
        self.directory.mkdir(mode=0o700)
        if self._user:
            shutil.chown(self.directory, self._user, self._user)
        options = ["--auth=trust", f"--username={SUPERUSER}", "--encoding=UTF8", "--locale=C.UTF-8"]
        self._run("initdb", "--no-sync", *options, "--pgdata", str(self._data))

    def start(self) -> None:
        with (self.directory / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [_program("postgres"), "-D", self._data, "-k", self.directory, *self._options],
                cwd=self.directory,
                stdout=log,
                stderr=log,
                **self._identity(),
            )
        wait_for(self._is_up)

    def stop(self, how: str = "fast") -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(HOW[how])
            process.wait(END_TIMEOUT)

    def restart(self, how: str = "fast") -> None:
        self.stop(how)
        self.start()

    def make_database(self) -> str:
        """The address of a new and empty database."""
        name = f"palaver_{uuid4().hex}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, database: str, directory: Path | None = None) -> str:
        """The address of a database, reached by the socket in a directory."""
        return f"postgresql://{SUPERUSER}@{quote(str(directory or self.directory), '')}/{database}"

    def execute(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of one statement, run by a connection of its own."""
        with closing(self._connect()) as connection:
            cursor = connection.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    @property
    def _data(self) -> Path:
        return self.directory / "data"

    def _connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(self.url(SUPERUSER), autocommit=True)

    def _is_up(self) -> bool:
        if self._process and self._process.poll() is not None:
            raise AssertionError((self.directory / "server.log").read_text())
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *options: str) -> None:
        done = subprocess.run(
            [_program(program), *options],
            cwd=self.directory,
            check=False,
            capture_output=True,
            **self._identity(),
        )
        assert done.returncode == 0, done.stderr.decode()

    def _identity(self) -> dict[str, Any]:
        return {"user": self._user, "group": self._user, "extra_groups": []} if self._user else {}


def _program(name: str) -> str:
    """Debian keeps the server's programs out of PATH, a directory for each version."""
    found = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    path = found[-1] if found else shutil.which(name)
    assert path, f"There is no {name}: install the Debian package postgresql."
    return str(path)


server = PostgreSQL()  # the one that tests share, started by the first that asks for it
