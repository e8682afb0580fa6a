import asyncio
import random
from collections.abc import Iterator

import pytest

from palaver.lib.pubsub import Subscriber
from tests.scale.redis import RedisServer
from tests.waiting import eventually

SUBSCRIBERS = 30
ROUNDS = 10
LONGEST_CLOSE = 10.0  # seconds


@pytest.fixture
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as running:
        yield running


async def test_a_subscriber_can_be_closed_at_the_moment_that_redis_dies(
    redis: RedisServer,
) -> None:
    rng = random.Random(1)
    for _ in range(ROUNDS):
        subscribers = [
            Subscriber(redis.url, lambda _: None, lambda _: None) for _ in range(SUBSCRIBERS)
        ]
        for one in subscribers:
            one.follow("channel")
            one.start()
        await eventually(lambda: all(one.is_connected for one in subscribers))  # noqa: B023
        redis.kill()
        async with asyncio.timeout(LONGEST_CLOSE):
            await asyncio.gather(*(_close(one, rng.uniform(0, 0.4)) for one in subscribers))
        redis.start()


def _subscriber(redis: RedisServer) -> Subscriber:
    return Subscriber(redis.url, lambda _: None, lambda _: None)


async def _close(subscriber: Subscriber, pause: float) -> None:
    await asyncio.sleep(pause)
    await subscriber.close()
