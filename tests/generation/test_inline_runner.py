import asyncio

import pytest
from pytest_django import Settings

from palaver.generation import reaper
from palaver.generation.bus import bus
from palaver.generation.hints import Queued
from palaver.generation.models import Generation
from palaver.generation.reaper import Reaper
from palaver.generation.run import Run
from tests.generation.engines import Palaver, running_runner
from tests.generation.refusing import locked
from tests.provider import script_text
from tests.waiting import eventually


async def test_a_question_is_answered_as_soon_as_it_is_asked(palaver: Palaver) -> None:
    async with running_runner(palaver):
        generation = await palaver.ask("scripted?tokens=50")
        await palaver.ended(generation)
    assert (await palaver.stored(generation)).message.text == script_text(1, 50)


async def test_told_twice_it_runs_once(palaver: Palaver, settings: Settings) -> None:
    settings.PALAVER_TITLES = False
    async with running_runner(palaver) as runner:
        generation = await palaver.ask("scripted?tokens=50")
        bus.publish([Queued(generation.pk)] * 3)
        await palaver.ended(generation)
        await palaver.idle(runner)
    assert len(palaver.scripted.requests) == 1


async def test_many_answers_run_side_by_side(palaver: Palaver) -> None:
    async with running_runner(palaver):
        generations = [
            await palaver.ask_elsewhere(f"scripted?seed={n}&tokens=60") for n in range(8)
        ]
        for generation in generations:
            await palaver.ended(generation)
    for n, generation in enumerate(generations):
        assert (await palaver.stored(generation)).message.text == script_text(n, 60)


async def test_closing_lets_running_answers_finish(palaver: Palaver) -> None:
    async with running_runner(palaver) as runner:
        generation = await palaver.ask("scripted?tokens=100&rate=500")
        await palaver.has_written(generation)
        await runner.close(grace=30)
    stored = await palaver.stored(generation)
    assert (stored.status, stored.message.text) == ("done", script_text(1, 100))


async def test_closing_hands_back_what_does_not_finish_in_time(palaver: Palaver) -> None:
    async with running_runner(palaver) as runner:
        generation = await palaver.ask("scripted?tokens=50&fault=stall_at:20&times=1")
        await palaver.has_written(generation, len(script_text(1, 20)))
        await runner.close(grace=0)
    stored = await palaver.stored(generation)
    assert (stored.status, stored.lease_until) == ("queued", None)
    async with running_runner(palaver) as runner:
        await Reaper(palaver.database, runner.run).reap()
        await palaver.ended(generation)
    assert (await palaver.stored(generation)).message.text == script_text(1, 50)


async def test_closing_does_not_wait_for_ever_for_a_database_that_refuses(
    palaver: Palaver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("palaver.generation.runners.inline.HANDOVER_TIMEOUT", 0.1)
    async with running_runner(palaver) as runner:
        generation = await palaver.ask("scripted?tokens=4000&rate=400")
        await palaver.has_written(generation)
        async with locked(palaver.database):
            await eventually(lambda: "The database refused" in caplog.text)
            async with asyncio.timeout(5):
                await runner.close(grace=0)
    assert script_text(1, 4000).startswith(await palaver.text(generation))


async def test_a_hint_that_was_lost_is_made_good_by_the_reaper(palaver: Palaver) -> None:
    generation = await palaver.ask("scripted?tokens=50")  # and nobody listens
    async with running_runner(palaver) as runner:
        await Reaper(palaver.database, runner.run).reap()
        await palaver.ended(generation)
    assert (await palaver.stored(generation)).message.text == script_text(1, 50)


async def test_what_a_dead_process_left_behind_goes_on(palaver: Palaver) -> None:
    generation = await palaver.ask("scripted?tokens=50&fault=stall_at:20&times=1")
    run = asyncio.create_task(palaver.run(generation))
    await palaver.has_written(generation, len(script_text(1, 20)))
    palaver.engine.ticks.drop(palaver.engine.ticks._pens[generation.pk])  # as a kill would
    async with running_runner(palaver) as runner:
        reaping = Reaper(palaver.database, runner.run)
        await reaping.reap()
        assert not runner.running
        await palaver.database.run(reaper.expire_leases)
        await reaping.reap()
        await palaver.ended(generation)
    run.cancel()
    await asyncio.wait([run])
    stored = await palaver.stored(generation)
    assert (stored.status, stored.epoch, stored.first_epoch) == ("done", 2, 1)
    assert stored.message.text == script_text(1, 50)


async def test_a_run_that_breaks_is_left_to_the_reaper(
    palaver: Palaver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_runner(palaver) as runner:
        with monkeypatch.context() as broken:
            broken.setattr(Run, "run", _break)
            generation = await palaver.ask("scripted?tokens=5")
            await eventually(lambda: "is left to the reaper" in caplog.text)
        await Reaper(palaver.database, runner.run).reap()
        await palaver.ended(generation)


async def test_the_reaper_goes_on_after_a_failure(
    palaver: Palaver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reaper, "PERIOD", 0.01)
    found: list[int] = []
    generation = await palaver.ask("scripted")
    with monkeypatch.context() as broken:
        broken.setattr(reaper, "_sweep", _break)
        reaping = asyncio.create_task(Reaper(palaver.database, found.append).reap_for_ever())
        await eventually(lambda: "The reaper failed" in caplog.text)
    await eventually(lambda: generation.pk in found)
    reaping.cancel()
    assert await palaver.database.run(Generation.objects.live().count) == 1


def _break(*_args: object) -> None:
    raise ZeroDivisionError
