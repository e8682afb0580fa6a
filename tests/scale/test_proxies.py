"""Two servers behind a real proxy, with the configurations that Palaver ships."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import chain

import pytest

from palaver.accounts.limits import ATTACHMENT_SIZE
from tests.faults.asking import ask, press
from tests.faults.comparing import assert_exact, assert_shown_is_stored
from tests.faults.page import Page
from tests.running import Palaver
from tests.scale.fleet import Fleet
from tests.scale.moving import longest_way, pages
from tests.scale.proxies import caddy, nginx
from tests.visitor import Visitor

SERVICE_RESTART, TAKEN = 1012, 302
PAGES = 4
LONGEST_WAY = 2.0  # seconds to the other server
PROXIES = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(scope="module", params=PROXIES)
def proxy(
    request: pytest.FixtureRequest, fleet: Fleet, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    directory = tmp_path_factory.mktemp(request.param)
    with PROXIES[request.param](directory, fleet.here, fleet.there) as address:
        yield address


@pytest.fixture
def owner(proxy: str) -> Visitor:
    return Visitor(proxy, "owner")


async def test_an_answer_is_asked_for_and_read_through_it(fleet: Fleet, owner: Visitor) -> None:
    asked = await ask(owner, seed=1, tokens=100, rate=100)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await page.ended(shown)
    assert_exact(fleet.here, asked, shown)


def test_the_largest_file_that_palaver_takes_gets_through(owner: Visitor) -> None:
    largest = b"x" * ATTACHMENT_SIZE
    assert owner.upload("/attachments/", "notes.txt", largest).status == TAKEN
    refused = owner.upload("/attachments/", "notes.txt", largest + b"x")
    assert "This file is too large" in refused.text


async def test_servers_that_restart_in_turn_lose_nobody(fleet: Fleet, owner: Visitor) -> None:
    async with _watched(fleet, owner) as readers:
        for server in (fleet.here, fleet.there):
            before = sum(page.connections for page in readers)
            assert await longest_way(readers, _restart(server)) < LONGEST_WAY
            assert sum(page.connections for page in readers) > before

    assert {code for page in readers for code in page.codes} == {SERVICE_RESTART}


@pytest.mark.parametrize("seed", range(2))
async def test_servers_that_end_at_random_lose_nothing(
    fleet: Fleet, owner: Visitor, seed: int
) -> None:
    chance = random.Random(seed)
    async with _watched(fleet, owner) as readers:
        for _ in range(3):
            await asyncio.sleep(chance.uniform(0, 2))
            server: Palaver = chance.choice([fleet.here, fleet.there])
            end = chance.choice([server.kill, server.terminate])
            assert await longest_way(readers, _end_and_start(server, end)) < LONGEST_WAY


@pytest.mark.parametrize("proxy", ["nginx"], indirect=True)  # Caddy: see its file
async def test_sending_while_a_server_restarts_asks_once(fleet: Fleet, owner: Visitor) -> None:
    restarting = asyncio.create_task(_restart(fleet.here))
    asked = [await ask(owner, seed=n, tokens=20, rate=0) for n in range(10)]
    await restarting
    async with Page(owner) as page:
        shown = [await page.follow(one.message_id) for one in asked]
        await page.ended(*shown)
    for one, view in zip(asked, shown, strict=True):
        assert_exact(fleet.there, one, view)


@asynccontextmanager
async def _watched(fleet: Fleet, owner: Visitor) -> AsyncIterator[list[Page]]:
    """Pages that watch answers which run until the block ends; then both are the same."""
    asked = [await ask(owner, seed=n, tokens=10_000, rate=50) for n in range(2)]
    async with pages(owner, PAGES) as readers:
        shown = [[await page.follow(one.message_id) for page in readers] for one in asked]
        for view in chain(*shown):
            await view.more(1)
        yield readers
        for view in chain(*shown):
            await view.more(1)
            assert not view.has_ended
        for one in asked:
            await press(owner, "stop", one)
        for number, page in enumerate(readers):
            await page.ended(*(views[number] for views in shown))
    for one, views in zip(asked, shown, strict=True):
        assert_shown_is_stored(fleet.here, one, *views, status="stopped")


async def _restart(server: Palaver) -> None:
    await _end_and_start(server, server.terminate)


async def _end_and_start(server: Palaver, end: Callable[[], object]) -> None:
    await asyncio.to_thread(end)
    await asyncio.to_thread(server.start)
