"""What tests of whole processes share."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from tests.postgresql import PostgreSQL, server
from tests.provider.process import ProviderProcess
from tests.running import Palaver, Worker
from tests.scale.redis import RedisServer
from tests.visitor import Visitor


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is about the other database."""
    other = "sqlite" if connection.vendor == "postgresql" else "postgresql"
    left_out = [item for item in items if item.get_closest_marker(f"{other}_only")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The PostgreSQL server of the tests, whatever database they run on."""
    with server:
        yield server


@pytest.fixture(scope="session", autouse=True)
def _database_server(request: pytest.FixtureRequest) -> None:
    if connection.vendor == "postgresql":
        request.getfixturevalue("postgresql")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(_database_server: None) -> None:
    """What pytest-django asks for before it makes the test database."""


@pytest.fixture(scope="session")
def provider() -> Iterator[ProviderProcess]:
    """What every running Palaver asks: 50 tokens per second, or as the model says."""
    with ProviderProcess() as process:
        yield process


@pytest.fixture(scope="session")
def palaver(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Palaver]:
    """One running Palaver for all tests that leave it running; each makes people of its own.

    On PostgreSQL a server with Redis and a Celery worker, on SQLite a process alone.
    """
    directory, address = tmp_path_factory.mktemp("palaver"), provider.base_url
    with ExitStack() as parts:
        environment = {}
        if connection.vendor == "postgresql":
            redis = parts.enter_context(RedisServer(directory))
            environment = {
                "DATABASE_URL": server.make_database(),
                "REDIS_URL": redis.url,
                "PALAVER_RUNNER": "celery",
            }
        running = parts.enter_context(Palaver(directory, address, **environment))
        if environment:
            parts.enter_context(Worker(directory, address, **environment))
        yield running


@pytest.fixture(scope="module")
def own_palaver(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Palaver]:
    """A running Palaver that only one file of tests knows of."""
    with Palaver(tmp_path_factory.mktemp("own"), provider.base_url) as running:
        yield running


@pytest.fixture
def mortal_palaver(provider: ProviderProcess, tmp_path: Path) -> Iterator[Palaver]:
    """A running Palaver of the test's own, to be killed and started again."""
    with Palaver(tmp_path, provider.base_url) as running:
        yield running


@pytest.fixture
def owner(palaver: Palaver) -> Visitor:
    """Somebody new who is signed in."""
    return palaver.sign_in(palaver.create_user(f"owner-{uuid4().hex}"))


@pytest.fixture
def stranger(palaver: Palaver) -> Visitor:
    """Somebody else who is signed in."""
    return palaver.sign_in(palaver.create_user(f"stranger-{uuid4().hex}"))
