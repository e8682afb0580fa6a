"""Open pages on which nothing happens."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from itertools import pairwise

from tests.cost.bounds import IDLE_MINUTE, IDLE_PAGE, breaches
from tests.cost.counting import Counts
from tests.cost.memory import held, traced
from tests.cost.site import Site

MINUTE = 60.0  # seconds
NOTHING_EACH = ("statements", "calls in threads", "tasks", "other frames")
SOME, MORE = 5, 20  # pages


def test_open_pages_ask_for_nothing_each(site: Site) -> None:
    few, many = (a_minute(site, pages) for pages in (1, 20))
    assert [many[name] for name in NOTHING_EACH] == [few[name] for name in NOTHING_EACH]
    assert breaches(many, IDLE_MINUTE) == {}


def test_an_open_page_holds_little(site: Site) -> None:
    assert breaches({"size": size_of_a_page(site)}, IDLE_PAGE) == {}


def a_minute(site: Site, pages: int) -> Counts:
    return site.run(partial(_a_minute, site, pages))


def size_of_a_page(site: Site) -> float:
    return site.run(partial(_size_of_a_page, site))


async def _a_minute(site: Site, pages: int) -> Counts:
    async with AsyncExitStack() as stack:
        await site.open(stack, pages)
        return await site.counting(lambda: asyncio.sleep(MINUTE))


async def _size_of_a_page(site: Site) -> float:
    """A thread may open its connection to the database meanwhile, but not each time."""
    async with AsyncExitStack() as stack:
        with traced():
            await site.open(stack, SOME)
            sizes = [(await held()).size]
            for _ in range(2):
                await site.open(stack, MORE)
                sizes.append((await held()).size)
            return min(after - before for before, after in pairwise(sizes)) / MORE
