"""A running Palaver, in a process of its own, that asks the scripted provider.

with Palaver(tmp_path, provider.base_url) as palaver:
    owner = palaver.sign_in(palaver.create_user("owner"))
    owner.post("/chats/", text="Hello?", model=MODEL, client_id=str(uuid4()))
    palaver.kill()     # as `kill -9`; terminate() as SIGTERM
    palaver.start()    # the same port, the same data directory
    answer = palaver.answer(message_id)
"""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import psycopg
from django.db import connection

from tests.ports import free_port
from tests.postgresql import server
from tests.visitor import PASSWORD, Visitor

ROOT = Path(__file__).resolve().parents[1]
PROVIDER = "openai"  # what Palaver calls the provider of OPENAI_BASE_URL
MODEL = f"{PROVIDER}/scripted"  # parameters may follow, as in f"{MODEL}?tokens=300&rate=50"
END_TIMEOUT = 60.0  # seconds
OURS = ("PALAVER_", "OPENAI_", "DATABASE_URL", "REDIS_URL", "HOST", "PORT", "DJANGO_")
ANSWER = """
SELECT status, epoch, first_epoch, error_kind, message.text, message.reasoning, message.html,
       coalesce((SELECT {joined}(text, '') FROM (
           SELECT text FROM generation_chunk c WHERE c.generation_id = generation.id
           ORDER BY start, reasoning_start) AS ordered), ''),
       coalesce((SELECT {joined}(reasoning, '') FROM (
           SELECT reasoning FROM generation_chunk c WHERE c.generation_id = generation.id
           ORDER BY start, reasoning_start) AS ordered), '')
FROM generation_generation generation JOIN chats_message message ON message.id = message_id
WHERE message_id = ?
"""


@dataclass(frozen=True)
class Answer:
    """One answer as the database holds it, the log of a live one included."""

    status: str
    epoch: int
    first_epoch: int
    error_kind: str
    text: str
    reasoning: str
    html: str


class Palaver:
    """`palaver serve` on a port of its own, over a data directory below `directory`."""

    command: tuple[str, ...] = ("serve",)

    def __init__(self, directory: Path, base_url: str, **environment: str) -> None:
        self.data = directory / "data"
        self.port = free_port()
        self.log = directory / f"{self.command[0]}-{self.port}.log"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(OURS)},
            "PORT": str(self.port),
            "PALAVER_DATA_DIR": str(self.data),
            "PALAVER_TITLES": "0",
            "OPENAI_BASE_URL": base_url,
            **database(),
            **environment,
        }
        self._process: subprocess.Popen[str] | None = None

    @property
    def is_on_postgresql(self) -> bool:
        return self._environment.get("DATABASE_URL", "").startswith("postgresql")

    @property
    def now(self) -> str:
        """The database's clock, in SQL."""
        return "now()" if self.is_on_postgresql else "strftime('%Y-%m-%d %H:%M:%f', 'now')"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return self._running().pid

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self.terminate()

    @property
    def ready(self) -> str:
        """What it prints once it is up."""
        return self.address

    def start(self) -> None:
        """Runs it; returns once it is up."""
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                self._command(*self.command),
                cwd=ROOT,
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        output = self._process.stdout
        if output is None or not any(self.ready in line for line in output):
            raise AssertionError(f"Palaver did not start:\n{self.log.read_text()}")

    def has_died(self) -> bool:
        return self._running().poll() is not None

    def kill(self) -> None:
        """As `kill -9`."""
        self._end(signal.SIGKILL)

    def terminate(self) -> int:
        """As `kill`: the exit status, once it has ended."""
        return self._end(signal.SIGTERM)

    def create_user(self, name: str, *, admin: bool = False) -> str:
        """Makes somebody with PASSWORD, by `palaver createuser`; returns the name."""
        options = [name, "--password-stdin", *(["--admin"] if admin else [])]
        made = subprocess.run(
            self._command("createuser", *options),
            cwd=ROOT,
            env=self._environment,
            input=PASSWORD,
            check=False,
            capture_output=True,
            text=True,
        )
        assert made.returncode == 0, made.stderr
        return name

    def run(self, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Another command of this installation, run to its end."""
        return subprocess.run(
            self._command(*words),
            cwd=ROOT,
            env={**self._environment, **variables},
            check=False,
            capture_output=True,
            text=True,
            timeout=END_TIMEOUT,
        )

    def shell(self, code: str) -> str:
        """What the code prints in a `palaver manage shell` of this installation."""
        command = self._command("manage", "shell", "--no-imports", "--command", code)
        done = subprocess.run(
            command, cwd=ROOT, env=self._environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def sign_in(self, name: str) -> Visitor:
        return Visitor(self.address, name)

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the database holds, read past the server."""
        if self.is_on_postgresql:
            query = query.replace("?", "%s") if parameters else query
            with psycopg.connect(self._environment["DATABASE_URL"]) as database:
                return database.execute(query.encode(), parameters or None).fetchall()
        uri = f"file:{self.data / 'palaver.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            return database.execute(query, parameters).fetchall()

    def answer(self, message_id: str) -> Answer:
        query = ANSWER.format(joined="string_agg" if self.is_on_postgresql else "group_concat")
        (row,) = self.rows(query, UUID(message_id).hex)
        status, epoch, first_epoch, error_kind, text, reasoning, html, *live = row
        text, reasoning = text + live[0], reasoning + live[1]
        return Answer(status, epoch, first_epoch, error_kind, text, reasoning, html)

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            raise AssertionError("Palaver does not run.")
        return self._process

    def _end(self, number: int) -> int:
        process, self._process = self._running(), None
        process.send_signal(number)
        process.communicate(timeout=END_TIMEOUT)
        return process.returncode

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "palaver", *words]


class Worker(Palaver):
    """`palaver worker`, with the environment of servers over the same directory."""

    command = ("worker", "--concurrency", "50")
    ready = "is ready"


def database() -> dict[str, str]:
    """A database of the kind that the tests run on."""
    return {"DATABASE_URL": server.make_database()} if connection.vendor == "postgresql" else {}
