"""A database that one writer or one slow query keeps for seconds."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.faults.asking import ask
from tests.faults.changed import SLOW_PAGE, ChangedPalaver
from tests.faults.comparing import assert_exact
from tests.faults.page import Page
from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.visitor import Response, Visitor

KEPT = 2.0  # seconds
SOON = 1.0  # seconds, on a busy machine; far less on an idle one


@pytest.fixture(scope="module")
def palaver(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Palaver]:
    directory = tmp_path_factory.mktemp("palaver")
    with ChangedPalaver(directory, provider.base_url, {SLOW_PAGE: KEPT}) as running:
        yield running


@pytest.mark.sqlite_only  # PostgreSQL has many writers at once
async def test_a_writer_who_keeps_the_database_delays_no_reader_and_loses_nothing(
    palaver: Palaver, owner: Visitor
) -> None:
    asked = [await ask(owner, seed=seed, tokens=90, rate=40) for seed in (141, 142, 143)]
    async with Page(owner) as page, Page(owner) as late:
        shown = [await page.follow(one.message_id) for one in asked]
        await late.open()
        for view in shown:
            await view.reach(50)
        with _locked(palaver):
            waiting = asyncio.create_task(ask(owner, seed=144, tokens=20, rate=0))
            started = time.monotonic()
            views = [await late.follow(one.message_id) for one in asked]
            for view in views:
                await view.reach(1)
            got = [await asyncio.to_thread(owner.get, one.chat) for one in asked]
            assert time.monotonic() - started < SOON
            assert {page.status for page in got} == {200}
            assert not waiting.done()
            await asyncio.sleep(KEPT)
        posted = await waiting
        views.append(await late.follow(posted.message_id))
        await page.ended(*shown)
        await late.ended(*views)

    assert page.connections == late.connections == 1
    for one, view in zip([*asked, *asked, posted], [*shown, *views], strict=True):
        assert_exact(palaver, one, view)


async def test_slow_queries_of_requests_delay_neither_frames_nor_other_requests(
    palaver: Palaver, owner: Visitor
) -> None:
    asked = await ask(owner, seed=145, tokens=140, rate=40)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await shown.more(50)
        slow = [asyncio.create_task(_get(owner, "/slow/")) for _ in range(4)]

        longest, slowest = 0.0, 0.0
        while not all(task.done() for task in slow):
            started = time.monotonic()
            await shown.more(1)
            longest = max(longest, time.monotonic() - started)
            assert (await _get(owner, asked.chat)).status == 200
            slowest = max(slowest, time.monotonic() - started)
        await page.ended(shown)

    assert [(await task).text for task in slow] == ["slow"] * 4
    assert longest < SOON
    assert slowest < SOON
    assert_exact(palaver, asked, shown)


async def _get(owner: Visitor, path: str) -> Response:
    return await asyncio.to_thread(owner.get, path)


@contextmanager
def _locked(palaver: Palaver) -> Iterator[None]:
    database = palaver.data / "palaver.sqlite3"
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        yield
        writer.execute("ROLLBACK")
