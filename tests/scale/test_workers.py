"""Workers that die, stand still or are told to end: another goes on with their answers."""

import asyncio
import os
import signal

import pytest

from tests.faults.asking import ask, times_asked
from tests.faults.comparing import assert_exact
from tests.faults.page import Page
from tests.faults.shown import Shown
from tests.faults.waiting import until
from tests.provider.process import ProviderProcess
from tests.scale.fleet import Fleet

LEASE_AND_REAPER = 15.0 + 5.0  # seconds
BUSY = 15.0  # seconds more that a busy machine may take


async def test_killed_another_goes_on(fleet: Fleet, provider: ProviderProcess) -> None:
    asked = [await ask(fleet.owner_here, seed=n, tokens=150, rate=50) for n in (21, 22)]
    async with Page(fleet.owner_there) as there:
        shown = [await there.follow(one.message_id) for one in asked]
        await until(lambda: all(view.position > 100 for view in shown))
        fleet.workers.pop().kill()
        fleet.workers.append(await asyncio.to_thread(fleet.worker))
        await _end(there, *shown)
    for one, view in zip(asked, shown, strict=True):
        assert_exact(fleet.here, one, view)
        assert fleet.here.answer(one.message_id).epoch == 2
        assert times_asked(provider, one) == 2


async def test_a_worker_that_stood_still_past_its_lease_changes_nothing(
    fleet: Fleet, provider: ProviderProcess
) -> None:
    asked = await ask(fleet.owner_here, seed=23, tokens=150, rate=50)
    zombie = fleet.workers[-1]
    async with Page(fleet.owner_there) as there:
        shown = await there.follow(asked.message_id)
        await shown.more(100)
        os.kill(zombie.pid, signal.SIGSTOP)
        fleet.workers.insert(0, await asyncio.to_thread(fleet.worker))
        await until(lambda: fleet.here.answer(asked.message_id).epoch == 2, LEASE_AND_REAPER + BUSY)
        os.kill(zombie.pid, signal.SIGCONT)
        await _end(there, shown)
    assert_exact(fleet.here, asked, shown)
    assert fleet.here.answer(asked.message_id).epoch == 2
    assert times_asked(provider, asked) == 2
    assert "Traceback" not in zombie.log.read_text()
    zombie.terminate()
    fleet.workers.remove(zombie)


async def test_told_to_end_it_hands_over_at_once(fleet: Fleet, provider: ProviderProcess) -> None:
    asked = await ask(fleet.owner_here, seed=24, tokens=300, rate=50)
    ending = fleet.workers.pop()
    async with Page(fleet.owner_there) as there:
        shown = await there.follow(asked.message_id)
        await shown.more(50)
        fleet.workers.append(await asyncio.to_thread(fleet.worker))
        assert await asyncio.to_thread(ending.terminate) == 0
        await shown.more(1)
        await _end(there, shown)
    assert_exact(fleet.here, asked, shown)
    assert fleet.here.answer(asked.message_id).epoch == 2
    assert times_asked(provider, asked) == 2
    assert "Traceback" not in ending.log.read_text()


@pytest.mark.parametrize("pause", [0.0, 0.03, 0.06, 0.12])
async def test_told_to_end_as_soon_as_it_is_ready_it_ends(fleet: Fleet, pause: float) -> None:
    """It still imports much then, in two threads."""
    starting = await asyncio.to_thread(fleet.worker)
    await asyncio.sleep(pause)
    assert await asyncio.to_thread(starting.terminate) == 0


async def _end(page: Page, *followed: Shown) -> None:
    longest = LEASE_AND_REAPER + BUSY
    await until(lambda: all(shown.has_ended for shown in followed), longest)
    await page.ended(*followed)
