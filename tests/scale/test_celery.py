"""Answers asked in one server, run by a worker, and watched in another server."""

from tests.faults.asking import Asked, ask, ask_again, press, times_asked
from tests.faults.comparing import assert_exact, assert_shown_is_stored
from tests.faults.page import Page
from tests.faults.waiting import until
from tests.provider.process import ProviderProcess
from tests.scale.broker import lost, wake
from tests.scale.fleet import Fleet
from tests.scale.redis import RedisServer


async def test_an_answer_is_shown_in_every_server_exactly(fleet: Fleet) -> None:
    asked = [await ask(fleet.owner_here, seed=n, tokens=100, rate=100) for n in range(3)]
    async with Page(fleet.owner_here) as here, Page(fleet.owner_there) as there:
        shown = [[await p.follow(one.message_id) for p in (here, there)] for one in asked]
        for page, n in ((here, 0), (there, 1)):
            await page.ended(*(views[n] for views in shown))
    for one, views in zip(asked, shown, strict=True):
        assert_exact(fleet.here, one, *views)


async def test_hints_bring_it_and_not_the_position_check_alone(fleet: Fleet) -> None:
    asked = await ask(fleet.owner_here, seed=5, tokens=100, rate=50)
    async with Page(fleet.owner_there) as there:
        shown = await there.follow(asked.message_id)
        await there.ended(shown)
    assert_exact(fleet.there, asked, shown)
    assert len(shown.moments) > 20  # of two seconds


async def test_stop_reaches_the_worker_from_another_server(
    fleet: Fleet, provider: ProviderProcess
) -> None:
    asked = await ask(fleet.owner_here, seed=6, tokens=5000, rate=50)
    async with Page(fleet.owner_there) as there:
        shown = await there.follow(asked.message_id)
        await shown.more(100)
        await press(fleet.owner_there, "stop", asked)
        await there.ended(shown)
    assert_shown_is_stored(fleet.here, asked, shown, status="stopped")
    await until(lambda: _was_let_go(provider, asked), longest=2)


async def test_what_was_stopped_goes_on_and_is_answered_again(fleet: Fleet) -> None:
    asked = await ask(fleet.owner_here, seed=7, tokens=100, rate=60)
    async with Page(fleet.owner_there) as there:
        shown = await there.follow(asked.message_id)
        await shown.more(100)
        await press(fleet.owner_there, "stop", asked)
        await there.ended(shown)

        shown.run_again()
        await press(fleet.owner_here, "continuation", asked)
        await there.follow_again(shown)
        await there.ended(shown)
        again = await ask_again(fleet.owner_here, asked)
        beside = await there.follow(again.message_id)
        await there.ended(beside)
    assert_exact(fleet.here, asked, shown)
    assert_exact(fleet.here, again, beside)


async def test_told_again_and_again_it_asks_the_provider_once(
    fleet: Fleet, provider: ProviderProcess
) -> None:
    asked = await ask(fleet.owner_here, seed=8, tokens=120, rate=60)
    async with Page(fleet.owner_there) as there:
        shown = await there.follow(asked.message_id)
        await shown.more(20)
        await wake(fleet.here, asked, times=3)
        await there.ended(shown)
        await wake(fleet.here, asked, times=3)
        other = await ask(fleet.owner_here, seed=9, tokens=5)  # its message is behind those
        await there.ended(await there.follow(other.message_id))
    assert_exact(fleet.here, asked, shown)
    assert times_asked(provider, asked) == 1


async def test_what_the_broker_lost_is_found(fleet: Fleet, redis: RedisServer) -> None:
    async with lost(redis, fleet.workers[0]):
        asked = await ask(fleet.owner_here, seed=10, tokens=20)
    async with Page(fleet.owner_there) as there:
        shown = await there.follow(asked.message_id)
        await there.ended(shown)
    assert_exact(fleet.here, asked, shown)


def _was_let_go(provider: ProviderProcess, asked: Asked) -> bool:
    (request,) = (r for r in provider.requests() if r["messages"][-1]["content"] == asked.question)
    return bool(request["closed_by_client"])
