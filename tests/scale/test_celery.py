"""Answers asked in one server, run by a worker, and watched in another server."""

from tests.faults.asking import ask, press, times_asked
from tests.faults.comparing import assert_exact, assert_shown_is_stored
from tests.faults.page import Page
from tests.provider.process import ProviderProcess
from tests.scale.fleet import Fleet


async def test_an_answer_is_shown_in_every_server_exactly(fleet: Fleet) -> None:
    asked = [await ask(fleet.owner_here, seed=n, tokens=100, rate=100) for n in range(3)]
    async with Page(fleet.owner_here) as here, Page(fleet.owner_there) as there:
        shown = [[await p.follow(one.message_id) for p in (here, there)] for one in asked]
        for page, n in ((here, 0), (there, 1)):
            await page.ended(*(views[n] for views in shown))
    for one, views in zip(asked, shown, strict=True):
        assert_exact(fleet.here, one, *views)
