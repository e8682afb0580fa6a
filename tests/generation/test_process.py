"""All parts of a web process together, started and stopped."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from pytest_django import Settings

from palaver.generation import fence, process
from palaver.generation.catalogue import catalogue
from palaver.generation.models import Generation
from palaver.generation.process import Process
from palaver.lib import instance
from palaver.lib.refusal import Refusal
from palaver.lib.threads import DatabaseThreads
from tests.generation.fixtures import Ask, columns
from tests.generation.writing import claimed, text_of, write
from tests.provider import ScriptedProvider, script_text
from tests.waiting import eventually

MODEL = "openai/scripted?tokens=50&rate=0"


@pytest_asyncio.fixture(autouse=True)
async def _stopped(
    settings: Settings, tmp_path: Path, scripted: ScriptedProvider
) -> AsyncIterator[None]:
    settings.DATA_DIR = tmp_path
    settings.PALAVER_PROVIDERS = tmp_path / "providers.toml"
    settings.PALAVER_ENVIRON = {"OPENAI_BASE_URL": scripted.base_url, "OPENAI_API_KEY": "sk-1"}
    settings.PALAVER_TITLES = False
    settings.PALAVER_GRACE_PERIOD = 0
    before = catalogue.providers
    yield
    await process.stop()
    instance.let_go(tmp_path)
    catalogue.providers = before


@pytest.mark.usefixtures("transactional_db")
async def test_everybody_shares_one_process() -> None:
    first, *others = await asyncio.gather(*(process.current() for _ in range(5)))
    assert all(other is first for other in others)


async def test_it_answers_what_is_asked(ask: Ask, database: DatabaseThreads) -> None:
    await process.current()
    generation = await database.run(lambda: ask(model=MODEL))
    await _done(database, generation)
    assert await database.run(text_of, generation) == script_text(1, 50)


async def test_what_an_earlier_life_left_behind_goes_on_at_the_start(
    ask: Ask, database: DatabaseThreads
) -> None:
    generation = await database.run(lambda: ask(model=MODEL))
    beginning = script_text(1, 20)
    await database.run(lambda: write(claimed(generation), beginning))
    await process.current()
    await _done(database, generation)
    assert await database.run(text_of, generation) == script_text(1, 50)
    assert (await database.run(columns, generation))["epoch"] == 2


async def test_what_runs_at_the_end_goes_on_at_the_next_start(
    ask: Ask, database: DatabaseThreads, scripted: ScriptedProvider
) -> None:
    await process.current()
    generation = await database.run(lambda: ask(model=f"{MODEL}&fault=stall_at:20&times=1"))
    await eventually(lambda: scripted.requests and scripted.requests[0].sent == 20)
    await process.stop()
    assert (await database.run(columns, generation))["status"] == "queued"
    await process.current()
    await _done(database, generation)
    assert await database.run(text_of, generation) == script_text(1, 50)


@pytest.mark.usefixtures("transactional_db")
async def test_a_start_that_was_refused_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as refusing:
        refusing.setattr(instance, "hold", _refuse)
        for _ in range(2):
            with pytest.raises(Refusal):
                await process.current()
    assert isinstance(await process.current(), Process)


async def test_stopping_what_does_not_run_is_no_harm() -> None:
    await process.stop()
    await process.stop()


async def _done(database: DatabaseThreads, generation: Generation) -> None:
    async with asyncio.timeout(fence.LEASE * 2 / 3):
        while (await database.run(columns, generation))["status"] != "done":  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def _refuse(_directory: Path) -> None:
    raise Refusal("Another Palaver already serves this directory.")
