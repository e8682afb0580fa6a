"""A process that stood still for longer than its lease, as on a laptop whose lid was shut."""

import asyncio
import os
import signal
from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.faults.asking import Asked, ask, times_asked
from tests.faults.changed import HEARTBEAT, LEASE, REAPER_PERIOD, ChangedPalaver
from tests.faults.comparing import assert_exact, assert_in_log
from tests.faults.page import Page
from tests.faults.waiting import until
from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.visitor import Visitor

SHORT = {LEASE: 1.0, HEARTBEAT: 0.2, REAPER_PERIOD: 0.1}  # seconds
LEASE_RAN_OUT = """
SELECT lease_until < strftime('%Y-%m-%d %H:%M:%f', 'now') FROM generation_generation
WHERE message_id = ?
"""


@pytest.fixture(scope="module")
def palaver(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Palaver]:
    with ChangedPalaver(tmp_path_factory.mktemp("palaver"), provider.base_url, SHORT) as running:
        yield running


async def test_an_answer_goes_on_in_the_run_that_it_had(
    palaver: Palaver, owner: Visitor, provider: ProviderProcess
) -> None:
    asked = await ask(owner, seed=81, tokens=100, rate=60)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await shown.more(50)
        await _stand_still(palaver, asked)
        await page.ended(shown)

    assert_exact(palaver, asked, shown)
    assert times_asked(provider, asked) == 1
    assert palaver.answer(asked.message_id).epoch == 1


async def test_an_answer_that_was_continued_before_is_not_given_up(
    palaver: Palaver, owner: Visitor, provider: ProviderProcess
) -> None:
    asked = await ask(owner, seed=82, tokens=400, rate=60)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await shown.more(50)
        palaver.kill()
        assert_in_log(palaver, asked, shown)
        await asyncio.to_thread(palaver.start)
        for _ in range(3):
            await shown.more(50)
            await _stand_still(palaver, asked)
        await page.ended(shown)

    assert_exact(palaver, asked, shown)
    assert times_asked(provider, asked) == 2


async def _stand_still(palaver: Palaver, asked: Asked) -> None:
    """Until the lease has run out."""
    os.kill(palaver.pid, signal.SIGSTOP)
    try:
        await until(lambda: palaver.rows(LEASE_RAN_OUT, UUID(asked.message_id).hex) == [(1,)])
    finally:
        os.kill(palaver.pid, signal.SIGCONT)
