"""Over a real Redis, with the pub/sub layer."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator

import pytest
from channels.layers import get_channel_layer
from redis.asyncio import Redis

from palaver.turbo import abroadcast_remove_to, broadcast_remove_to, turbo_stream
from palaver.turbo.background import background
from tests.turbo.listening import TIMEOUT, reader

HELLO = turbo_stream.remove("hello")

pytestmark = pytest.mark.usefixtures("over_redis")


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def broadcaster() -> Iterator[None]:
    background.close()
    yield
    background.close()


def say_hello() -> None:
    broadcast_remove_to("notes", target="hello")


async def opened_connections(redis: Redis) -> int:
    return int((await redis.info("stats"))["total_connections_received"])


async def test_a_broadcast_reaches_every_listener() -> None:
    async with reader() as one, reader() as another:
        await one.subscribe("notes")
        await another.subscribe("notes")
        await abroadcast_remove_to("notes", target="hello")

        assert await one.next() == await another.next() == ("1", HELLO)


async def test_code_without_a_loop_keeps_one_connection(redis: Redis, broadcaster: None) -> None:
    async with reader() as it:
        await it.subscribe("notes")
        await asyncio.to_thread(say_hello)
        await it.next()
        before = await opened_connections(redis)
        for _ in range(20):
            await asyncio.to_thread(say_hello)
            await it.next()

        assert await opened_connections(redis) == before


async def test_closing_leaves_no_subscription(redis: Redis) -> None:
    async with reader() as one, reader() as another:
        await one.subscribe("notes")
        await another.subscribe("notes")
        assert len(await redis.pubsub_channels()) == 2  # the stream's, and that of all listeners

    await _eventually_no_channels(redis)


async def test_a_listener_closed_at_once_gives_its_channel_back(redis: Redis) -> None:
    async with reader() as witness:
        await witness.subscribe("notes")
        for _ in range(5):
            async with reader() as it:
                await it.subscribe("notes")

        assert len(get_channel_layer().channels) == 1


async def test_a_forked_process_broadcasts_by_itself(broadcaster: None) -> None:
    async with reader() as it:
        await it.subscribe("notes")
        await asyncio.to_thread(say_hello)
        await it.next()
        await asyncio.to_thread(_in_a_fork)

        assert await it.next() == ("1", HELLO)


async def _eventually_no_channels(redis: Redis) -> None:
    async with asyncio.timeout(TIMEOUT):
        while True:
            if not await redis.pubsub_channels():
                return
            await asyncio.sleep(0.01)


def _in_a_fork() -> None:
    pid = os.fork()
    if pid == 0:
        try:
            say_hello()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
