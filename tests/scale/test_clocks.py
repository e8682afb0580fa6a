"""Machines whose clocks lie two hours apart: only the database's counts."""

import asyncio
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from itertools import cycle
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.faults.asking import Asked, ask, times_asked
from tests.faults.changed import HEARTBEAT, LEASE, REAPER_PERIOD
from tests.faults.comparing import assert_exact
from tests.faults.page import Page
from tests.faults.waiting import until
from tests.postgresql import PostgreSQL
from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.scale.fleet import C, ChangedFleet, ChangedWorker
from tests.scale.redis import RedisServer
from tests.visitor import Visitor

SHORT = {LEASE: 3.0, HEARTBEAT: 0.5, REAPER_PERIOD: 0.5}  # seconds
HOUR = 3600  # seconds


class ClocksApart(ChangedFleet):
    """One process lives an hour ahead of the database, the next an hour behind, and so on."""

    _offsets = cycle((HOUR, -HOUR))

    def _run_changed(self, kind: type[C], **constants: object) -> C:
        (library,) = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
        self._environment |= {
            "LD_PRELOAD": str(library),
            "FAKETIME": f"{next(self._offsets):+}",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        return super()._run_changed(kind, **constants)


@pytest.fixture(scope="module")
def fleet(
    provider: ProviderProcess,
    postgresql: PostgreSQL,
    redis: RedisServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[ClocksApart]:
    directory, database = tmp_path_factory.mktemp("fleet"), postgresql.make_database()
    with ClocksApart(directory, provider.base_url, database, redis.url, SHORT) as running:
        yield running


@pytest.fixture(scope="module")
def workers(fleet: ClocksApart) -> list[ChangedWorker]:
    return [fleet.changed_worker(), fleet.changed_worker()]


def test_the_clocks_lie_apart(fleet: ClocksApart) -> None:
    ahead, behind = (_clock(server) for server in (fleet.here, fleet.there))
    assert ahead - behind == pytest.approx(2 * HOUR, abs=5)


async def test_nobody_takes_what_another_works_on(
    fleet: ClocksApart, workers: list[ChangedWorker], provider: ProviderProcess
) -> None:
    owners = cycle((fleet.owner_here, fleet.owner_there))
    asked = [await _ask(next(owners), seed=n) for n in range(6)]
    await _ended(fleet, asked)
    assert [times_asked(provider, one) for one in asked] == [1] * len(asked)


@pytest.mark.parametrize("doomed", [0, 1], ids=["ahead", "behind"])
async def test_what_the_dead_left_is_taken_in_time(
    fleet: ClocksApart, workers: list[ChangedWorker], provider: ProviderProcess, doomed: int
) -> None:
    dies, survives = workers[doomed], workers[1 - doomed]
    survives.terminate()
    asked = [await _ask(fleet.owner_here, seed=10 + n) for n in range(3)]
    await until(lambda: all(fleet.here.answer(one.message_id).text for one in asked))
    await asyncio.to_thread(survives.start)
    dies.kill()
    await _ended(fleet, asked)
    assert [times_asked(provider, one) for one in asked] == [2] * len(asked)
    await asyncio.to_thread(dies.start)


async def _ask(visitor: Visitor, *, seed: int) -> Asked:
    return await ask(visitor, seed=seed, tokens=250, rate=50)  # longer than the lease


async def _ended(fleet: ClocksApart, asked: list[Asked]) -> None:
    """A reader at each server sees each answer to its exact end."""
    async with Page(fleet.owner_here) as here, Page(fleet.owner_there) as there:
        shown_here = [await here.follow(one.message_id) for one in asked]
        shown_there = [await there.follow(one.message_id) for one in asked]
        await here.ended(*shown_here)
        await there.ended(*shown_there)
    for one, *views in zip(asked, shown_here, shown_there, strict=True):
        assert_exact(fleet.here, one, *views)


def _clock(server: Palaver) -> float:
    with urlopen(f"{server.address}/healthz") as answer:  # noqa: S310  the test's own server
        return parsedate_to_datetime(answer.headers["Date"]).timestamp()
