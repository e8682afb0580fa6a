"""Readers of one server do not wait for each other, for slow ones or for a slow query."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager

import psycopg
import pytest

from tests.faults.asking import Asked, ask
from tests.faults.comparing import assert_exact
from tests.faults.page import Page
from tests.faults.serving import memory
from tests.faults.shown import Shown
from tests.faults.slow import Slow
from tests.faults.waiting import until
from tests.postgresql import PostgreSQL
from tests.provider.process import ProviderProcess
from tests.scale.fleet import Fleet
from tests.scale.lag import Lag, Reader, percentile
from tests.scale.redis import RedisServer
from tests.visitor import Visitor

PEOPLE = 5  # who share the clients: one person may not have all
NORMAL = 50  # clients
SLOW = 50  # clients
SLOWNESS = 1024  # bytes per second
SIP_INTERVAL = 0.25  # seconds
GROWTH = 1024 * 1024  # bytes for each slow client
TOKENS = 240
RATE = 30.0  # tokens per second
KEPT = 2.0  # seconds
LATER = 0.1  # seconds


@pytest.fixture(scope="module")
def database(postgresql: PostgreSQL) -> str:
    return postgresql.make_database()


@pytest.fixture(scope="module")
def fleet(
    provider: ProviderProcess,
    database: str,
    redis: RedisServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Fleet]:
    with Fleet(tmp_path_factory.mktemp("fleet"), provider.base_url, database, redis.url) as running:
        yield running


@pytest.fixture(scope="module")
def people(fleet: Fleet) -> list[Visitor]:
    return [fleet.here.sign_in(fleet.here.create_user(f"person-{n}")) for n in range(PEOPLE)]


async def test_fifty_slow_clients_delay_nobody_and_cost_little(
    fleet: Fleet, people: list[Visitor]
) -> None:
    alone = _all_lags(await _read(fleet, people, await _ask(people)))
    big = await _big_answers(fleet, people)
    before = memory(fleet.here)
    asked = await _ask(people)
    async with _slow_clients(people, asked, big):
        lags = await _read(fleet, people, asked)
        grown = memory(fleet.here) - before

    assert percentile(_all_lags(lags), 0.95) < 2 * percentile(alone, 0.95) + LATER
    assert grown < SLOW * GROWTH


async def test_requests_that_wait_for_the_database_delay_no_socket(
    fleet: Fleet, people: list[Visitor], database: str
) -> None:
    waiting, *others = people
    held = await ask(waiting, seed=99, tokens=5)
    await until(lambda: fleet.here.answer(held.message_id).status == "done")
    asked = await _ask(others)
    reading = asyncio.create_task(_read(fleet, others, asked))
    await until(lambda: all(fleet.here.answer(one.message_id).text for one in asked))
    with _locked(database, held):
        started = time.monotonic()
        sending = asyncio.create_task(ask(waiting, seed=98, tokens=5, chat=held.chat))
        await asyncio.sleep(KEPT)
        assert not sending.done()
        ended = time.monotonic()
    sent = await sending
    lags = await reading

    meanwhile = [lag for one in lags for lag in one.between(started, ended)]
    otherwise = [lag for one in lags for lag in one.between(ended, math.inf)]
    assert percentile(meanwhile, 0.99) < percentile(otherwise, 0.99) + LATER
    await until(lambda: fleet.here.answer(sent.message_id).status == "done")
    assert_exact(fleet.here, sent)


async def _ask(people: Sequence[Visitor]) -> list[Asked]:
    """An answer for each."""
    return [
        await ask(person, seed=seed, tokens=TOKENS, rate=RATE) for seed, person in enumerate(people)
    ]


async def _big_answers(fleet: Fleet, people: Sequence[Visitor]) -> list[Asked]:
    """More than a slow client takes in all that time."""
    asked = [await ask(person, seed=9, tokens=3000, rate=0) for person in people]
    await until(lambda: all(fleet.here.answer(one.message_id).status == "done" for one in asked))
    return asked


async def _read(fleet: Fleet, people: Sequence[Visitor], asked: Sequence[Asked]) -> list[Lag]:
    """Has each answer read by many; what one of them shows is the script."""
    readers = [
        [Reader(person, one) for _ in range(NORMAL // PEOPLE)]
        for person, one in zip(people, asked, strict=True)
    ]
    async with asyncio.TaskGroup() as group:
        for ones in readers:
            for reader in ones:
                group.create_task(reader.read())
        pages = [group.create_task(_shown(*one)) for one in zip(people, asked, strict=True)]
    for one, page in zip(asked, pages, strict=True):
        assert_exact(fleet.here, one, page.result())
    return [Lag(ones, seed, RATE) for seed, ones in enumerate(readers)]


async def _shown(person: Visitor, asked: Asked) -> Shown:
    async with Page(person) as page:
        shown = await page.follow(asked.message_id)
        await page.ended(shown)
    return shown


def _all_lags(lags: Sequence[Lag]) -> list[float]:
    return [lag for one in lags for lag in one.between(0, math.inf)]


@asynccontextmanager
async def _slow_clients(
    people: Sequence[Visitor], live: Sequence[Asked], big: Sequence[Asked]
) -> AsyncIterator[None]:
    """While the block runs they watch a big answer and a live one each."""
    with ExitStack() as stack:
        clients = []
        for n in range(SLOW):
            client = stack.enter_context(Slow(people[n % PEOPLE]))
            for channel, asked in enumerate((big, live)):
                client.say("watch", channel, "answer", asked[n % PEOPLE].message_id, "")
            clients.append(client)
        sipping = asyncio.create_task(_sip(clients))
        yield
        sipping.cancel()


async def _sip(clients: Sequence[Slow]) -> None:
    while True:
        for client in clients:
            client.take(int(SLOWNESS * SIP_INTERVAL))
        await asyncio.sleep(SIP_INTERVAL)


@contextmanager
def _locked(database: str, asked: Asked) -> Iterator[None]:
    """Whoever writes in this chat waits until the block ends."""
    chat_id = asked.chat.removeprefix("/chats/").strip("/")
    with psycopg.connect(database) as holder:
        holder.execute("SELECT 1 FROM chats_chat WHERE id = %s FOR UPDATE", [chat_id])
        yield
        holder.rollback()
