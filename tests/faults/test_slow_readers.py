"""Clients that read nothing cost little, delay nobody, can still say stop, and are let go."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from statistics import median
from uuid import UUID

import pytest

from palaver.web.live.window import FRAMES
from tests.faults.asking import Asked, ask
from tests.faults.changed import (
    ACKNOWLEDGEMENT_TIMEOUT,
    LINGER,
    PULSE,
    SEND_BUFFER,
    ChangedDaphne,
    ChangedPalaver,
)
from tests.faults.comparing import assert_exact, assert_shown_is_stored
from tests.faults.deaf import Deaf
from tests.faults.page import Page
from tests.faults.serving import connections, memory
from tests.faults.shown import Shown
from tests.faults.waiting import until
from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.visitor import Visitor

IMPATIENT = {ACKNOWLEDGEMENT_TIMEOUT: 3.0, PULSE: 0.25, LINGER: 1.0, SEND_BUFFER: 4096}
DEAF = 15  # clients
GROWTH = 16 * 1024 * 1024  # bytes
SOON = 2.0  # seconds, on a busy machine
STOPS = 5
RECORDED = 0.2  # seconds, on a machine that is not busy
TRY_AGAIN_LATER = 1013
CLOSING = 6.0  # seconds


@pytest.fixture(scope="module", params=[ChangedPalaver, ChangedDaphne])
def palaver(
    request: pytest.FixtureRequest,
    provider: ProviderProcess,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Palaver]:
    directory = tmp_path_factory.mktemp("palaver")
    server: type[ChangedPalaver] = request.param
    with server(directory, provider.base_url, IMPATIENT) as running:
        yield running


async def test_clients_that_read_nothing_are_sent_little_and_delay_nobody(
    palaver: Palaver, owner: Visitor
) -> None:
    asked = await ask(owner, seed=121, tokens=1500, rate=300)
    with ExitStack() as stack:
        deaf = [stack.enter_context(Deaf(owner)) for _ in range(DEAF)]
        async with Page(owner) as page:
            shown = await page.follow(asked.message_id)
            await shown.more(50)
            for one in deaf:
                one.say("watch", 1, "answer", asked.message_id, "")
            before = memory(palaver)

            slowest = await _longest_pause(shown)
            await page.ended(shown)

            assert slowest < SOON
            assert memory(palaver) - before < GROWTH
        for one in deaf:
            numbered = [frame for frame in one.hear_it_all() if frame[0] == 1]
            assert 0 < len(numbered) <= FRAMES
            assert one.close_code == TRY_AGAIN_LATER

    assert_exact(palaver, asked, shown)


async def test_a_client_whose_buffers_are_full_can_still_say_stop(
    palaver: Palaver, owner: Visitor, provider: ProviderProcess
) -> None:
    big = await _big_answer(palaver, owner)
    asked = [await ask(owner, seed=seed, tokens=300, rate=30) for seed in (122, 123)]
    with Deaf(owner) as deaf:
        deaf.say("watch", 1, "answer", big.message_id, "")
        async with Page(owner) as page:
            shown = [await page.follow(one.message_id) for one in asked]
            await shown[0].more(50)

            deaf.say("watch", 2, "answer", asked[0].message_id, "")
            await shown[0].more(50)
            deaf.say("stop", 2)
            await page.ended(shown[0])
            assert not shown[1].has_ended
            await page.stop(shown[1])
            await page.ended(shown[1])
        assert connections(palaver) == 1
        await until(lambda: connections(palaver) == 0)

    for one, view in zip(asked, shown, strict=True):
        assert_shown_is_stored(palaver, one, view, status="stopped")
    await until(lambda: _closed(provider, asked) == len(asked))


async def test_a_stop_by_a_client_whose_buffers_are_full_is_recorded_as_soon_as_any(
    palaver: Palaver, owner: Visitor
) -> None:
    big = await _big_answer(palaver, owner)
    with_full_buffers, with_empty_ones = [], []
    for seed in range(STOPS):
        with Deaf(owner) as deaf:
            deaf.say("watch", 1, "answer", big.message_id, "")
            with_full_buffers.append(await _time_to_stop(palaver, owner, deaf, seed))
        with Deaf(owner) as idle:
            with_empty_ones.append(await _time_to_stop(palaver, owner, idle, seed))

    assert median(with_full_buffers) < max(RECORDED, 2 * median(with_empty_ones))


async def test_a_client_that_reads_nothing_does_not_hold_up_the_end(
    palaver: Palaver, owner: Visitor
) -> None:
    big = await _big_answer(palaver, owner)
    with Deaf(owner) as deaf:
        deaf.say("watch", 1, "answer", big.message_id, "")
        asked = await ask(owner, seed=124, tokens=10)
        started = time.monotonic()

        assert await asyncio.to_thread(palaver.terminate) == 0

        assert time.monotonic() - started < CLOSING
    assert "Traceback" not in palaver.log.read_text()
    assert_exact(palaver, asked)
    await asyncio.to_thread(palaver.start)


async def _big_answer(palaver: Palaver, owner: Visitor) -> Asked:
    big = await ask(owner, seed=120, tokens=10_000, rate=0)
    await until(lambda: palaver.answer(big.message_id).status == "done")
    return big


async def _time_to_stop(palaver: Palaver, owner: Visitor, deaf: Deaf, seed: int) -> float:
    """Seconds from the word of a client to the record of it."""
    asked = await ask(owner, seed=seed, tokens=1000, rate=30)
    deaf.say("watch", 2, "answer", asked.message_id, "")
    await until(lambda: palaver.answer(asked.message_id).text)
    said = time.time()
    deaf.say("stop", 2)
    await until(lambda: palaver.answer(asked.message_id).status == "stopped")
    return _finished_at(palaver, asked) - said


def _finished_at(palaver: Palaver, asked: Asked) -> float:
    query = "SELECT finished_at FROM generation_generation WHERE message_id = ?"
    ((moment,),) = palaver.rows(query, UUID(asked.message_id).hex)
    if isinstance(moment, str):  # as SQLite keeps it
        moment = datetime.fromisoformat(f"{moment}+00:00")
    return float(moment.timestamp())


async def _longest_pause(shown: Shown) -> float:
    """The longest time, in seconds, in which a page that reads saw nothing new."""
    longest = 0.0
    while not shown.has_ended:
        started, seen = time.monotonic(), len(shown.moments)
        await until(lambda: shown.has_ended or len(shown.moments) > seen)  # noqa: B023
        longest = max(longest, time.monotonic() - started)
    return longest


def _closed(provider: ProviderProcess, asked: list[Asked]) -> int:
    questions = {one.question for one in asked}
    return sum(
        request["closed_by_client"]
        for request in provider.requests()
        if request["messages"][-1]["content"] in questions
    )
