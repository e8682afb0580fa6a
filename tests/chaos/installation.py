"""The installation that is put to the test: every part is a process, and can be broken."""

import random
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit

from tests.cutting import Proxy
from tests.faults.changed import HEARTBEAT, LEASE, REAPER_PERIOD
from tests.postgresql import PostgreSQL
from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.scale.fleet import ChangedFleet
from tests.scale.full import full_database
from tests.scale.hints import HintProxy
from tests.scale.redis import RedisServer
from tests.visitor import PASSWORD, Visitor

DISK = "512m"
LIMITS = "-c statement_timeout=2s"
ANSWERS_PER_PERSON = 6
PROVIDERS = """
[[provider]]
name = "faulty"
base_url = "http://{address}/v1"
models = ["scripted"]
first_token_timeout = 3.0
idle_timeout = 3.0
"""
MAKE_PEOPLE = """
from palaver.accounts.models import User
for number in range({people}):
    User.objects.create_user(f"person-{{number}}", password={password!r})
"""


@dataclass(frozen=True)
class Pace:
    """How long things take, in seconds."""

    lease: float = 15.0
    reaper_period: float = 5.0
    redis_away: float = 20.0
    spell: float = 8.0  # that a fault lasts which has no length of its own
    constants: Mapping[str, object] | None = None


AS_SHIPPED = Pace()
HASTY = Pace(3.0, 1.0, 3.0, 3.0, {LEASE: 3.0, REAPER_PERIOD: 1.0, HEARTBEAT: 0.5})


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in at both servers."""

    visitors: tuple[Visitor, Visitor]


class Installation:
    """`with Installation(directory, pace, rng, people) as installation:` runs all of it."""

    def __init__(self, directory: Path, pace: Pace, rng: random.Random, answers: int) -> None:
        self.pace = pace
        self.rng = rng
        self._directory = directory
        self._people = 1 + answers // ANSWERS_PER_PERSON
        self._running = ExitStack()

    def __enter__(self) -> Self:
        enter = self._running.enter_context
        self.postgresql = enter(PostgreSQL())
        self.full = enter(full_database(self.postgresql, DISK))
        self.to_postgresql = enter(Proxy(self.postgresql.directory))
        self.redis = enter(RedisServer(self._directory))
        self.hints = enter(HintProxy(self.redis.port))
        self.provider = enter(ProviderProcess())
        self.fleet = enter(self._fleet())
        self.servers = [self.fleet.here, self.fleet.there]
        self.workers = [self.fleet.changed_worker() for _ in range(2)]
        self.people = self._make_people()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._running.close()

    @property
    def logs(self) -> list[Path]:
        return [process.log for process in (*self.servers, *self.workers)]

    def look(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the database holds; raises psycopg.Error while it is away."""
        return self.fleet.here.rows(query, *parameters)

    def _fleet(self) -> ChangedFleet:
        providers = self._directory / "providers.toml"
        providers.write_text(PROVIDERS.format(address=urlsplit(self.provider.base_url).netloc))
        way = self.postgresql.url(self.full.database, self.to_postgresql.directory)
        return ChangedFleet(
            self._directory,
            "",
            f"{way}?options={quote(LIMITS)}",
            self.hints.url,
            self.pace.constants or {},
            PALAVER_BROKER_URL=self.redis.url,
            PALAVER_PROVIDERS=str(providers),
        )

    def _make_people(self) -> list[Person]:
        self.fleet.here.shell(MAKE_PEOPLE.format(people=self._people, password=PASSWORD))
        return [
            Person((self._sign_in(0, number), self._sign_in(1, number)))
            for number in range(self._people)
        ]

    def _sign_in(self, server: int, number: int) -> Visitor:
        return self.servers[server].sign_in(f"person-{number}")


def restart(process: Palaver, how: str) -> None:
    """Ends a server or a worker by "kill" or "terminate", and starts it again."""
    getattr(process, how)()
    process.start()
