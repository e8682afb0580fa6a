"""Whatever happens to Redis, answers come, exact; what is late is late by the position check."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from palaver.generation.ticks import SHORTEST_TICK
from tests.faults.asking import Asked, ask
from tests.faults.comparing import assert_exact
from tests.faults.page import Page
from tests.faults.shown import Shown
from tests.faults.waiting import until
from tests.scale.fleet import Fleet
from tests.scale.redis import RedisServer

RATE = 40  # tokens per second
AWAY = 6.0  # seconds
LONGEST_POST = 1.0  # seconds
RUNNERS = 1  # channel that a worker follows; a server follows what is watched there
EDGES = 2  # ticks that a stretch of time may cut at its ends
TICKS = 30  # in three seconds, on a busy machine


@asynccontextmanager
async def watched(fleet: Fleet, seconds: float) -> AsyncIterator[list[tuple[Asked, Shown]]]:
    """Answers that take so long, watched in the other server; exact at the end of the block."""
    tokens = int(seconds * RATE)
    asked = [await ask(fleet.owner_here, seed=n, tokens=tokens, rate=RATE) for n in range(3)]
    async with Page(fleet.owner_there) as there:
        shown = [await there.follow(one.message_id) for one in asked]
        await until(lambda: all(view.position for view in shown))
        yield list(zip(asked, shown, strict=True))
        await there.ended(*shown)
        assert there.connections == 1  # nobody was sent away
    for one, view in zip(asked, shown, strict=True):
        assert_exact(fleet.here, one, view)


async def test_flushed_and_its_subscribers_thrown_out_again_and_again(
    fleet: Fleet, redis: RedisServer
) -> None:
    async with watched(fleet, 5):
        for _ in range(20):
            assert redis.say("FLUSHALL")
            assert redis.say("CLIENT", "KILL", "TYPE", "pubsub") >= 0
            await asyncio.sleep(0.1)


async def test_standing_still(fleet: Fleet, redis: RedisServer) -> None:
    async with watched(fleet, 6) as answers:
        sleeping = asyncio.create_task(asyncio.to_thread(redis.say, "DEBUG", "SLEEP", 5))
        before = [view.position for _, view in answers]
        started = time.monotonic()
        late = await ask(fleet.owner_here, seed=9, tokens=5)
        assert time.monotonic() - started < LONGEST_POST
        await until(
            lambda: all(v.position > b for (_, v), b in zip(answers, before, strict=True)), 3
        )
        assert not sleeping.done()
        await sleeping
        await _done(fleet, late)


async def test_killed_and_back_empty(fleet: Fleet, redis: RedisServer) -> None:
    async with watched(fleet, AWAY + 4) as answers:
        redis.kill()
        before = [view.position for _, view in answers]
        await asyncio.sleep(AWAY)
        assert all(v.position > b for (_, v), b in zip(answers, before, strict=True))
        started = time.monotonic()
        late = await ask(fleet.owner_here, seed=9, tokens=5)
        assert time.monotonic() - started < LONGEST_POST
        redis.start()
        await _done(fleet, late)


async def test_absent_at_the_start(fleet: Fleet, redis: RedisServer) -> None:
    redis.kill()
    server = await asyncio.to_thread(fleet.server)
    worker = await asyncio.to_thread(fleet.worker)
    await asyncio.to_thread(fleet.workers.pop().terminate)
    fleet.workers.append(worker)
    owner = server.sign_in("owner")
    asked = await ask(owner, seed=11, tokens=20)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await page.ended(shown)
    assert_exact(server, asked, shown)

    redis.start()
    await until(lambda: _subscribers(redis) == [RUNNERS])
    async with watched(fleet, 3) as answers:
        pass
    assert all(len(view.moments) > TICKS for _, view in answers)
    server.terminate()


async def test_each_process_has_one_subscriber_whatever_it_follows(
    fleet: Fleet, redis: RedisServer
) -> None:
    await until(lambda: _subscribers(redis) == [RUNNERS])
    async with watched(fleet, 4) as answers, Page(fleet.owner_here) as here:
        for asked, _ in answers:
            await here.follow(asked.message_id)
        followed = [RUNNERS, len(answers), len(answers)]
        await until(lambda: sorted(_subscribers(redis)) == followed)
    await until(lambda: _subscribers(redis) == [RUNNERS])


async def test_hints_of_all_answers_are_sent_once_in_a_tick(
    fleet: Fleet, redis: RedisServer
) -> None:
    async with watched(fleet, 4) as answers:
        reads, sent, started = _reads(redis), _published(redis), time.monotonic()
        await asyncio.sleep(2)
        ticks = (time.monotonic() - started) / SHORTEST_TICK
        assert ticks < _published(redis) - sent <= (ticks + EDGES) * len(answers)
        assert _reads(redis) - reads < ticks * 2  # a pipeline is read at once; others speak, too


async def _done(fleet: Fleet, asked: Asked) -> None:
    await until(lambda: fleet.here.answer(asked.message_id).status == "done")
    assert_exact(fleet.here, asked)


def _subscribers(redis: RedisServer) -> list[int]:
    """How many channels each connection follows, apart from Celery's, which follow patterns."""
    clients = redis.say("CLIENT", "LIST", "TYPE", "pubsub").decode().splitlines()
    found = [re.search(r" sub=(\d+) psub=0 ", client) for client in clients]
    return [int(one[1]) for one in found if one]


def _published(redis: RedisServer) -> int:
    return int(redis.say("INFO", "commandstats")["cmdstat_publish"]["calls"])


def _reads(redis: RedisServer) -> int:
    return int(redis.say("INFO", "stats")["total_reads_processed"])
