"""What is measured: each a set of processes that are counted, and clients that ask it."""

import json
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench.processes import Tree
from bench.services import DURABLY, of_postgresql, of_redis, versions
from tests.postgresql import PostgreSQL
from tests.running import Palaver, Worker
from tests.scale.redis import RedisServer

ROOT = Path(__file__).resolve().parents[1]
AT_ONCE = 500  # chats that are made, since a shell takes seconds to start
END_TIMEOUT = 10.0  # seconds
ROOM = 1000  # answers that the worker takes at once

# Signing in costs more than an answer, and is no part of one.
_MAKE_PEOPLE = """
import json, uuid
from django.contrib.auth import get_user_model
from django.test import Client
from palaver.chats.models import Chat
made = []
for number in range({number}):
    person = get_user_model().objects.create(username=uuid.uuid4().hex)
    client = Client()
    client.force_login(person)
    chat = Chat.objects.create(owner=person)
    made.append([str(chat.pk), client.cookies["sessionid"].value])
print(json.dumps(made))
"""


class System(ABC):
    """`with Limit(…) as system:` runs it."""

    name: str
    client: str  # the kind of client that it is asked by

    def __init__(self, directory: Path, provider: int) -> None:
        self._directory = directory
        self._provider = provider
        self._running = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as started:
            self.start(started)
            self._running = started.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._running.close()

    @abstractmethod
    def start(self, running: ExitStack) -> None:
        """Starts every process, and has `running` end it."""

    @property
    @abstractmethod
    def parts(self) -> dict[str, Tree]:
        """The processes whose cost counts, by what they do."""

    @abstractmethod
    def clients(self, number: int) -> list[list[str]]:
        """What each client is made with, and each is somebody else."""

    def counters(self) -> dict[str, float]:
        """What its services have done so far."""
        return {}

    @property
    def services(self) -> dict[str, str]:
        """Their versions."""
        return {}


class Program(System):
    """A module of this package that prints its port."""

    def start(self, running: ExitStack) -> None:
        self._pid, port = running.enter_context(program(f"bench.{self.name}", self._provider))
        self._address = f"http://127.0.0.1:{port}"

    @property
    def parts(self) -> dict[str, Tree]:
        return {self.name: Tree(self._pid)}

    def clients(self, number: int) -> list[list[str]]:
        return [[self._address]] * number


class Limit(Program):
    name = "limit"
    client = "RawClient"


class Bare(Program):
    name = "bare"
    client = "DeltaClient"


class Embedded(System):
    """Palaver as it comes: one process, SQLite."""

    name = "embedded"
    client = "PageClient"

    def __init__(self, directory: Path, provider: int) -> None:
        super().__init__(directory, provider)
        self._unused: list[list[str]] = []  # chats, with their owners' sessions

    def start(self, running: ExitStack) -> None:
        self._web = [running.enter_context(self._process(Palaver))]

    @property
    def parts(self) -> dict[str, Tree]:
        return {"web": Tree(self._web[0].pid)}

    def clients(self, number: int) -> list[list[str]]:
        addresses = [web.address for web in self._web]
        chats = self._chats(number)
        return [[addresses[place % len(addresses)], *chat] for place, chat in enumerate(chats)]

    def counters(self) -> dict[str, float]:
        return {"bytes written": self.parts["web"].written()}

    @property
    def address(self) -> str:
        return self._web[0].address

    def shell(self, code: str) -> str:
        """What the code prints in a shell of this installation."""
        return self._web[0].shell(code)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What its database holds."""
        return self._web[0].rows(query)

    def _chats(self, number: int) -> list[list[str]]:
        """Chats in which nothing was said, and the sessions of their owners."""
        if (missing := number - len(self._unused)) > 0:
            code = _MAKE_PEOPLE.format(number=max(missing, AT_ONCE))
            self._unused += json.loads(self.shell(code))
        taken, self._unused = self._unused[:number], self._unused[number:]
        return taken

    def _process(self, kind: type[Palaver], **environment: str) -> Palaver:
        self._directory.mkdir(exist_ok=True)
        return kind(self._directory, f"http://127.0.0.1:{self._provider}/v1", **environment)


class RoomyWorker(Worker):
    command = ("worker", "--concurrency", str(ROOM))


class Scaled(Embedded):
    """Palaver on PostgreSQL, Redis and a Celery worker, with any number of web processes."""

    name = "scaled"

    def __init__(self, directory: Path, provider: int, webs: int = 1) -> None:
        super().__init__(directory, provider)
        self._webs = webs

    def start(self, running: ExitStack) -> None:
        self._directory.mkdir(exist_ok=True)
        self._redis = running.enter_context(RedisServer(self._directory))
        self._postgresql = running.enter_context(PostgreSQL(DURABLY))
        self._database = self._postgresql.make_database()
        environment = {
            "DATABASE_URL": self._database,
            "REDIS_URL": self._redis.url,
            "PALAVER_RUNNER": "celery",
        }
        self._web = [
            running.enter_context(self._process(Palaver, **environment)) for _ in range(self._webs)
        ]
        self._worker = running.enter_context(self._process(RoomyWorker, **environment))

    @property
    def parts(self) -> dict[str, Tree]:
        webs = {f"web {place}": Tree(web.pid) for place, web in enumerate(self._web, 1)}
        services = {"postgresql": Tree(self._postgresql.pid), "redis": Tree(self._redis.pid)}
        return {**webs, "worker": Tree(self._worker.pid), **services}

    def counters(self) -> dict[str, float]:
        return {**of_postgresql(self._database), **of_redis(self._redis)}

    @property
    def services(self) -> dict[str, str]:
        return versions(self._database, self._redis)


KINDS: dict[str, type[System]] = {kind.name: kind for kind in (Limit, Bare, Embedded, Scaled)}


@contextmanager
def program(module: str, *arguments: Any) -> Iterator[tuple[int, int]]:
    """The process and the port of a module that prints it."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.pid, int(process.stdout.readline())
        finally:
            process.terminate()
            process.wait(END_TIMEOUT)
