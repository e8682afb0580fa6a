"""Hints that are lost, doubled and reordered on their way: text is late, and nothing else."""

import random
from collections.abc import Iterator

import pytest

from tests.faults.asking import ask
from tests.faults.comparing import assert_exact
from tests.faults.page import Page
from tests.faults.shown import Shown
from tests.faults.waiting import until
from tests.postgresql import PostgreSQL
from tests.provider.process import ProviderProcess
from tests.scale.fleet import Fleet
from tests.scale.hints import HintProxy, Treatment, Unreliable, WithoutTheLast, faithful, lost
from tests.scale.redis import RedisServer

LAST = 2
TICKS = 60  # of an answer of three seconds, at least half of what there are


@pytest.fixture(scope="module")
def proxy(redis: RedisServer) -> Iterator[HintProxy]:
    with HintProxy(redis.port) as running:
        yield running


@pytest.fixture(autouse=True)
def _faithful_at_the_end(proxy: HintProxy) -> Iterator[None]:
    yield
    proxy.treatment = faithful


@pytest.fixture(scope="module")
def fleet(
    provider: ProviderProcess,
    postgresql: PostgreSQL,
    redis: RedisServer,
    proxy: HintProxy,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Fleet]:
    """One that hears its hints through the proxy."""
    directory, database = tmp_path_factory.mktemp("fleet"), postgresql.make_database()
    address = proxy.url
    with Fleet(
        directory, provider.base_url, database, address, PALAVER_BROKER_URL=redis.url
    ) as running:
        yield running


@pytest.mark.parametrize(
    "treatment",
    [faithful, Unreliable(random.Random(1)), Unreliable(random.Random(2)), lost],
    ids=["faithful", "unreliable", "unreliable otherwise", "lost"],
)
async def test_answers_are_exact_in_every_server(
    fleet: Fleet, proxy: HintProxy, treatment: Treatment
) -> None:
    proxy.treatment, before = treatment, proxy.changed
    shown = await _watch(fleet)
    assert (proxy.changed > before) == (treatment is not faithful)
    frames = sum(len(view.moments) for view in shown)
    assert (frames < TICKS) == (treatment is lost)  # by the position check, all the same


async def test_only_the_last_two_lost_the_end_is_found(fleet: Fleet, proxy: HintProxy) -> None:
    proxy.treatment = WithoutTheLast(LAST)
    shown = await _watch(fleet)
    assert sum(len(view.moments) for view in shown) > TICKS


async def test_a_stop_that_nobody_is_told_of_is_obeyed(fleet: Fleet, proxy: HintProxy) -> None:
    asked = await ask(fleet.owner_here, seed=5, tokens=5000, rate=50)
    async with Page(fleet.owner_there) as there:
        shown = await there.follow(asked.message_id)
        await shown.more(100)
        proxy.treatment = lost
        await there.stop(shown)
        await there.ended(shown)
    assert shown.status == "stopped"
    stored = fleet.here.answer(asked.message_id)
    assert (stored.status, stored.html) == ("stopped", shown.html)


async def test_a_subscriber_that_is_sent_nonsense_hears_again(
    fleet: Fleet, proxy: HintProxy
) -> None:
    proxy.treatment = lambda _key, _message: [b"*what?\r\n"]
    await _watch(fleet)
    proxy.treatment = faithful
    shown = await _watch(fleet)
    assert sum(len(view.moments) for view in shown) > TICKS


async def _watch(fleet: Fleet) -> list[Shown]:
    """Two answers of three seconds, each in both servers; exact."""
    asked = [await ask(fleet.owner_here, seed=n, tokens=120, rate=40) for n in (1, 2)]
    async with Page(fleet.owner_here) as here, Page(fleet.owner_there) as there:
        shown = [[await p.follow(one.message_id) for p in (here, there)] for one in asked]
        await until(lambda: all(view.has_ended for views in shown for view in views))
    for one, views in zip(asked, shown, strict=True):
        assert_exact(fleet.here, one, *views)
    return [view for views in shown for view in views]
