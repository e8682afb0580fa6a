"""An installation of several processes: PostgreSQL, Redis, two servers and Celery workers."""

from collections.abc import Iterator

import pytest

from tests.postgresql import PostgreSQL
from tests.provider.process import ProviderProcess
from tests.scale.fleet import Fleet
from tests.scale.redis import RedisServer


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as running:
        yield running


@pytest.fixture(scope="module")
def fleet(
    provider: ProviderProcess,
    postgresql: PostgreSQL,
    redis: RedisServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Fleet]:
    """Two servers and a worker, for all tests of a file."""
    directory = tmp_path_factory.mktemp("fleet")
    with Fleet(directory, provider.base_url, postgresql.make_database(), redis.url) as running:
        yield running
