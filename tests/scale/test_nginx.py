"""Two servers behind a real nginx, with the configuration that Palaver ships."""

import asyncio
import random
from collections.abc import Iterator

import pytest

from tests.faults.asking import ask
from tests.faults.comparing import assert_exact
from tests.faults.page import Page
from tests.faults.waiting import until
from tests.running import Palaver
from tests.scale.fleet import Fleet
from tests.scale.nginx import nginx
from tests.visitor import Visitor

SERVICE_RESTART = 1012
PAGES = 8
LONGEST_WAY = 10.0  # seconds to the other server; 2 are promised, on a machine that is not busy


@pytest.fixture(scope="module")
def proxy(fleet: Fleet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with nginx(tmp_path_factory.mktemp("nginx"), fleet.here, fleet.there) as address:
        yield address


@pytest.fixture
def owner(fleet: Fleet, proxy: str) -> Visitor:
    return Visitor(proxy, "owner")


async def test_an_answer_is_asked_for_and_read_through_it(fleet: Fleet, owner: Visitor) -> None:
    asked = await ask(owner, seed=1, tokens=100, rate=100)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await page.ended(shown)
    assert_exact(fleet.here, asked, shown)


async def test_servers_that_restart_in_turn_lose_nobody(fleet: Fleet, owner: Visitor) -> None:
    asked = [await ask(owner, seed=n, tokens=400, rate=50) for n in range(3)]
    pages = [await Page(owner).__aenter__() for _ in range(PAGES)]
    shown = [[await page.follow(one.message_id) for page in pages] for one in asked]
    await shown[-1][-1].more(50)
    for server in (fleet.here, fleet.there):
        before = [page.connections for page in pages]
        await asyncio.to_thread(server.terminate)
        await until(lambda: all(page.is_open for page in pages), longest=LONGEST_WAY)
        assert before != [page.connections for page in pages]
        await asyncio.to_thread(server.start)
    for number, page in enumerate(pages):
        await page.ended(*(views[number] for views in shown))
        await page.__aexit__(None, None, None)

    assert {code for page in pages for code in page.codes} == {SERVICE_RESTART}
    for one, views in zip(asked, shown, strict=True):
        assert_exact(fleet.here, one, *views)


@pytest.mark.parametrize("seed", range(2))
async def test_servers_killed_at_random_lose_nothing(
    fleet: Fleet, owner: Visitor, seed: int
) -> None:
    chance = random.Random(seed)
    asked = [await ask(owner, seed=n, tokens=300, rate=50) for n in range(3)]
    pages = [await Page(owner).__aenter__() for _ in range(PAGES)]
    shown = [[await page.follow(one.message_id) for page in pages] for one in asked]
    for _ in range(3):
        await shown[-1][-1].more(chance.randint(1, 200))
        server: Palaver = chance.choice([fleet.here, fleet.there])
        await asyncio.to_thread(chance.choice([server.kill, server.terminate]))
        await asyncio.to_thread(server.start)
    for number, page in enumerate(pages):
        await page.ended(*(views[number] for views in shown))
        await page.__aexit__(None, None, None)

    for one, views in zip(asked, shown, strict=True):
        assert_exact(fleet.here, one, *views)


async def test_sending_while_a_server_restarts_asks_once(fleet: Fleet, owner: Visitor) -> None:
    server = fleet.here
    restart = asyncio.to_thread(lambda: (server.terminate(), server.start()))
    restarting = asyncio.create_task(restart)
    asked = [await ask(owner, seed=n, tokens=20, rate=0) for n in range(10)]
    await restarting
    async with Page(owner) as page:
        shown = [await page.follow(one.message_id) for one in asked]
        await page.ended(*shown)
    for one, view in zip(asked, shown, strict=True):
        assert_exact(fleet.there, one, view)
