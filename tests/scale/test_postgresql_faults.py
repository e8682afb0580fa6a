"""PostgreSQL is restarted, slow, full, or its replies get lost, in mid-answer: all is exact."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest

from tests.cutting import Proxy
from tests.faults.asking import NEW, Asked, ask, times_asked
from tests.faults.comparing import assert_exact
from tests.faults.page import Page
from tests.faults.shown import Shown
from tests.faults.waiting import until
from tests.postgresql import HOW, PostgreSQL
from tests.provider.process import ProviderProcess
from tests.provider.script import script_text
from tests.running import MODEL
from tests.scale.fleet import Fleet
from tests.scale.full import Full, full_database
from tests.scale.redis import RedisServer

RATE = 60  # tokens per second
SHORT = "-c statement_timeout=1s"
ENDS = "SELECT count(*) FROM chats_message WHERE text = ?"
ON_ITS_WAY = 2.0  # seconds until everybody shows what was committed before
LOCK = "LOCK TABLE generation_chunk IN ACCESS EXCLUSIVE MODE"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    """One that may be restarted: nobody else uses it."""
    with PostgreSQL() as running:
        yield running


@pytest.fixture(scope="module")
def full(server: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Full]:
    with full_database(server) as database:
        yield database


@pytest.fixture(scope="module")
def proxy(server: PostgreSQL) -> Iterator[Proxy]:
    with Proxy(server.directory) as running:
        yield running


@pytest.fixture(scope="module")
def fleet(
    provider: ProviderProcess,
    server: PostgreSQL,
    full: Full,
    proxy: Proxy,
    redis: RedisServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Fleet]:
    """One that reaches its database through the proxy, and lets no statement take long."""
    address = f"{server.url(full.database, proxy.directory)}?options={quote(SHORT)}"
    directory = tmp_path_factory.mktemp("fleet")
    with Fleet(directory, provider.base_url, address, redis.url) as running:
        yield running


@pytest.mark.parametrize("how", HOW)
async def test_restarted(
    fleet: Fleet, server: PostgreSQL, provider: ProviderProcess, how: str
) -> None:
    async with watched(fleet, 6, provider):
        for _ in range(2):
            await asyncio.to_thread(server.restart, how)
            await asyncio.sleep(0.5)


async def test_appends_and_ends_whose_replies_are_lost(
    fleet: Fleet, proxy: Proxy, provider: ProviderProcess
) -> None:
    async with watched(fleet, 4, provider) as answers:
        for _ in range(5):
            await _cut(proxy, b"WITH offered")
        assert not any(view.has_ended for _, view in answers)
        for _ in range(4):  # of three ends, and once more of an end that was there already
            await _cut(proxy, b"COMMIT")


async def test_a_question_whose_reply_is_lost_is_sent_again_and_there_once(
    fleet: Fleet, proxy: Proxy
) -> None:
    model = f"{MODEL}?seed=3&tokens=30"
    fields = {"text": f"Question {uuid4()}", "model": model, "client_id": str(uuid4())}
    proxy.cut_after(b'INSERT INTO "chats_message"')
    refused = await asyncio.to_thread(fleet.owner_here.post, NEW, **fields)
    assert refused.status == 503
    proxy.cut_after(b"COMMIT")
    replies = [await asyncio.to_thread(fleet.owner_here.post, NEW, **fields) for _ in range(3)]
    assert [reply.status for reply in replies] == [503, 302, 302]
    page = await asyncio.to_thread(fleet.owner_here.get, replies[-1].location)
    (message_id,) = re.findall(r'<palaver-answer message="([^"]*)"', page.text)
    async with Page(fleet.owner_there) as there:
        shown = await there.follow(message_id)
        await there.ended(shown)
    asked = Asked(replies[-1].location, fields["text"], message_id, script_text(3, 30))
    assert_exact(fleet.here, asked, shown)
    assert fleet.here.rows(ENDS, fields["text"]) == [(1,)]


async def test_statements_that_time_out(
    fleet: Fleet, server: PostgreSQL, full: Full, provider: ProviderProcess
) -> None:
    worker = fleet.workers[0]
    async with watched(fleet, 7, provider) as answers:
        with psycopg.connect(server.url(full.database)) as other:
            other.execute(LOCK)
            await asyncio.sleep(ON_ITS_WAY)
            before = [view.position for _, view in answers]
            await until(lambda: "statement timeout" in worker.log.read_text())
            assert [view.position for _, view in answers] == before


async def test_a_full_disk(fleet: Fleet, full: Full, provider: ProviderProcess) -> None:
    log = fleet.workers[0].log
    async with watched(fleet, 8, provider) as answers:
        before = log.read_text().count(full.words)
        full.fill()
        try:
            await until(lambda: log.read_text().count(full.words) > before)
            assert not all(view.has_ended for _, view in answers)
            assert (await asyncio.to_thread(fleet.owner_there.get, NEW)).status == 200
        finally:
            full.make_room()


async def _cut(proxy: Proxy, words: bytes) -> None:
    proxy.cut_after(words)
    await until(proxy.was_cut.is_set)


@asynccontextmanager
async def watched(
    fleet: Fleet, seconds: float, provider: ProviderProcess
) -> AsyncIterator[list[tuple[Asked, Shown]]]:
    """Answers that take so long, watched in both servers; exact, and asked for once."""
    tokens = int(seconds * RATE)
    asked = [await ask(fleet.owner_here, seed=n, tokens=tokens, rate=RATE) for n in range(3)]
    async with Page(fleet.owner_there) as there, Page(fleet.owner_here) as here:
        shown = [await there.follow(one.message_id) for one in asked]
        others = [await here.follow(one.message_id) for one in asked]
        await until(lambda: all(view.position for view in shown))
        yield list(zip(asked, shown, strict=True))
        await there.ended(*shown)
        await here.ended(*others)
    for one, view, other in zip(asked, shown, others, strict=True):
        assert_exact(fleet.here, one, view, other)
        assert times_asked(provider, one) == 1
