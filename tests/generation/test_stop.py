"""A stop is a command in the database, obeyed within one tick (I11)."""

import asyncio

import pytest

from palaver.generation import log, ticks
from palaver.generation.models import Call, Generation
from palaver.markdown import render
from tests.generation.engines import Palaver, running_runner
from tests.generation.fixtures import columns
from tests.generation.writing import append, claimed, finish, text_of, write
from tests.provider import script_text

STALLED = "scripted?tokens=50&fault=stall_at:20"


def test_a_stop_ends_the_answer_where_its_log_ends(queued: Generation) -> None:
    claim = write(claimed(queued), "# One\n\n", "two, ")
    assert queued.stop()
    assert (queued.status, queued.length, queued.may_retry) == ("stopped", 12, True)
    assert queued.message.text == "# One\n\ntwo, "
    assert queued.message.html == render("# One\n\ntwo, ")
    assert queued.can_continue
    assert not finish(claim, "three.")
    assert text_of(queued) == "# One\n\ntwo, "


def test_nothing_is_written_after_the_stop_point(queued: Generation) -> None:
    claim = write(claimed(queued), "One, ")
    queued.stop()
    before = columns(queued)
    assert log.append([append(claim, "two, ")]) == set()
    assert log.claim(queued.pk) is None
    assert columns(queued) == before
    assert text_of(queued) == "One, "


def test_a_stop_before_any_runner_came_is_a_stop(queued: Generation) -> None:
    assert queued.stop()
    assert (queued.status, queued.message.text, queued.can_continue) == ("stopped", "", False)


def test_an_answer_is_stopped_once(queued: Generation) -> None:
    assert queued.stop()
    before = columns(queued)
    assert not queued.stop()
    assert not queued.interrupt()
    assert columns(queued) == before


def test_an_answer_that_ended_is_not_stopped(queued: Generation) -> None:
    finish(claimed(queued), "The end.")
    before = columns(queued)
    assert not queued.stop()
    assert columns(queued) == before


async def test_a_stop_in_the_middle_closes_the_providers_connection(palaver: Palaver) -> None:
    async with running_runner(palaver):
        generation = await palaver.ask("scripted?tokens=4000&rate=400")
        await palaver.has_written(generation, 100)
        assert await palaver.database.run(generation.stop)
        text = await palaver.text(generation)
        (record,) = palaver.scripted.requests
        await record.over.wait()
        assert record.closed_by_client
        assert record.sent < 4000
    assert script_text(1, 4000).startswith(text)
    assert await palaver.text(generation) == text
    assert (await palaver.stored(generation)).message.html == render(text)


@pytest.fixture
def _no_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticks, "HEARTBEAT", 3600.0)


@pytest.mark.usefixtures("_no_heartbeat")
async def test_a_silent_provider_is_left_at_once(palaver: Palaver) -> None:
    async with running_runner(palaver):
        generation = await palaver.ask(STALLED)
        await palaver.has_written(generation, len(script_text(1, 20)))
        await palaver.database.run(generation.stop)
        await _left(palaver)
    assert (await palaver.stored(generation)).message.text == script_text(1, 20)


@pytest.mark.usefixtures("_no_heartbeat")
async def test_a_provider_that_never_answered_is_left_at_once(palaver: Palaver) -> None:
    async with running_runner(palaver):
        generation = await palaver.ask("scripted?fault=hang")
        await palaver.scripted.asked.wait()
        await palaver.database.run(generation.stop)
        await _left(palaver)
    stored = await palaver.stored(generation)
    assert (stored.status, stored.message.text) == ("stopped", "")


async def test_a_lost_hint_of_a_stop_is_made_good_by_the_next_tick(palaver: Palaver) -> None:
    generation = await palaver.ask("scripted?tokens=4000&rate=400")
    run = asyncio.create_task(palaver.run(generation))
    await palaver.has_written(generation)
    await palaver.database.run(generation.stop)
    assert await run is None
    await palaver.scripted.requests[0].over.wait()
    assert palaver.scripted.requests[0].closed_by_client


async def test_a_stopped_answer_goes_on_where_it_stopped(palaver: Palaver) -> None:
    async with running_runner(palaver):
        generation = await palaver.ask(f"{STALLED}&times=1")
        await palaver.has_written(generation, len(script_text(1, 20)))
        await palaver.database.run(generation.stop)
        assert await palaver.database.run(generation.go_on)
        await palaver.ended(generation)
    assert (await palaver.stored(generation)).message.text == script_text(1, 50)


async def test_a_retry_right_after_the_stop_runs_at_once(palaver: Palaver) -> None:
    async with running_runner(palaver):
        generation = await palaver.ask(f"{STALLED}&times=1")
        await palaver.has_written(generation, len(script_text(1, 20)))
        await palaver.database.run(generation.stop)
        assert await palaver.database.run(generation.retry)
        await palaver.ended(generation)
    stored = await palaver.stored(generation)
    assert (stored.status, stored.first_epoch) == ("done", 2)
    assert stored.message.text == script_text(1, 50)


async def test_the_call_of_a_stopped_answer_is_recorded_as_stopped(palaver: Palaver) -> None:
    async with running_runner(palaver) as runner:
        generation = await palaver.ask(STALLED)
        await palaver.has_written(generation)
        await palaver.database.run(generation.stop)
        await palaver.idle(runner)
    assert (await palaver.database.run(Call.objects.get)).outcome == "stopped"


async def _left(palaver: Palaver) -> None:
    """Waits until the provider is left, for much less than its own time-outs."""
    async with asyncio.timeout(10):
        await palaver.scripted.requests[0].over.wait()
    assert palaver.scripted.requests[0].closed_by_client
