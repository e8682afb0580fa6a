"""RabbitMQ wakes the workers, Redis carries the hints."""

from collections.abc import Iterator

import pytest

from palaver.generation.runners.celery import ANSWERS, TITLES
from tests.faults.asking import ask, times_asked
from tests.faults.comparing import assert_exact
from tests.faults.page import Page
from tests.postgresql import PostgreSQL
from tests.provider.process import ProviderProcess
from tests.scale.broker import wake
from tests.scale.fleet import Fleet
from tests.scale.rabbitmq import RabbitMQ
from tests.scale.redis import RedisServer


@pytest.fixture(scope="module")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitMQ]:
    with RabbitMQ(tmp_path_factory.mktemp("rabbitmq")) as running:
        yield running


@pytest.fixture(scope="module")
def fleet(
    provider: ProviderProcess,
    postgresql: PostgreSQL,
    redis: RedisServer,
    rabbitmq: RabbitMQ,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Fleet]:
    with Fleet(
        tmp_path_factory.mktemp("fleet"),
        provider.base_url,
        postgresql.make_database(),
        redis.url,
        PALAVER_BROKER_URL=rabbitmq.url,
    ) as running:
        yield running


async def test_an_answer_is_shown_in_another_server_exactly(
    fleet: Fleet, provider: ProviderProcess, redis: RedisServer, rabbitmq: RabbitMQ
) -> None:
    asked = await ask(fleet.owner_here, seed=1, tokens=100, rate=100)
    async with Page(fleet.owner_there) as there:
        shown = await there.follow(asked.message_id)
        await shown.more(20)
        await wake(fleet.here, asked, times=3)
        await there.ended(shown)

    assert_exact(fleet.here, asked, shown)
    assert times_asked(provider, asked) == 1
    assert [rabbitmq.consumers(queue) for queue in (ANSWERS, TITLES)] == [1, 1]
    assert redis.say("KEYS", "*kombu*") == []
