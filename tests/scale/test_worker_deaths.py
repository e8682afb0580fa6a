"""Workers that die at each moment of an answer's way into the log."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.faults.asking import ask
from tests.faults.changed import DIES, HEARTBEAT, LEASE, REAPER_PERIOD
from tests.faults.comparing import assert_exact, assert_in_log
from tests.faults.launcher import APPENDING, CLOSING
from tests.faults.page import Page
from tests.faults.waiting import until
from tests.postgresql import PostgreSQL
from tests.provider.process import ProviderProcess
from tests.scale.fleet import ChangedFleet
from tests.scale.redis import RedisServer

SHORT = {LEASE: 3.0, HEARTBEAT: 0.5, REAPER_PERIOD: 0.5}  # seconds


@pytest.fixture(scope="module")
def fleet(
    provider: ProviderProcess,
    postgresql: PostgreSQL,
    redis: RedisServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[ChangedFleet]:
    directory, database = tmp_path_factory.mktemp("fleet"), postgresql.make_database()
    with ChangedFleet(directory, provider.base_url, database, redis.url, SHORT) as running:
        yield running


@pytest.mark.parametrize("moment", [*APPENDING, *CLOSING])
async def test_another_goes_on_exactly(fleet: ChangedFleet, moment: str) -> None:
    doomed = await asyncio.to_thread(fleet.changed_worker, **{DIES: moment})
    asked = [await ask(fleet.owner_here, seed=40 + n, tokens=100, rate=50) for n in range(3)]
    async with Page(fleet.owner_there) as there:
        shown = [await there.follow(one.message_id) for one in asked]
        await until(doomed.has_died)
        for one, view in zip(asked, shown, strict=True):
            assert_in_log(fleet.here, one, view)
        heir = await asyncio.to_thread(fleet.changed_worker)
        await there.ended(*shown)
    heir.terminate()
    doomed.kill()

    for one, view in zip(asked, shown, strict=True):
        assert_exact(fleet.here, one, view)
