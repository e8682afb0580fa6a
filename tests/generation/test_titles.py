from typing import Any

import pytest
from pytest_django import Settings

from palaver.chats.models import Chat
from palaver.generation.hints import ChatMoved, Hint
from palaver.generation.models import Call, Generation, Purpose
from palaver.generation.titles import INSTRUCTION, Title
from palaver.llm import DEMO
from palaver.turbo.testing import Broadcast
from tests.generation.engines import Palaver, running_runner

SAYS = "scripted?text=%C2%ABOn%20%20naming%0Athings.%C2%BB"  # «On  naming↵things.»


async def test_the_first_exchange_names_the_chat(palaver: Palaver, hints: list[Hint]) -> None:
    await _titled(palaver, SAYS)
    chat = await _chat(palaver)
    assert chat.display_title == "On naming things"
    assert hints[-1] == ChatMoved(chat.pk, chat.version)
    _answer, asked = palaver.scripted.requests
    assert [turn["role"] for turn in asked.messages] == ["user", "assistant", "user"]
    assert asked.messages[-1]["content"] == INSTRUCTION


async def test_it_is_a_call_of_its_own_on_the_record(palaver: Palaver) -> None:
    await _titled(palaver, SAYS)
    calls = await palaver.database.run(lambda: list(Call.objects.order_by("id")))
    assert [call.purpose for call in calls] == [Purpose.ANSWER, Purpose.TITLE]
    assert calls[1].outcome == "done"
    assert calls[1].completion_tokens


async def test_the_list_shows_it(palaver: Palaver, broadcasts: list[Broadcast]) -> None:
    generation = await palaver.answered(SAYS)
    broadcasts.clear()
    await Title(palaver.engine, generation.pk).suggest()
    (broadcast,) = broadcasts
    assert broadcast.has(action="replace", target=f"chat_item_{palaver.chat.pk}")
    assert "On naming things" in broadcast.html


async def test_it_can_be_switched_off(palaver: Palaver, settings: Settings) -> None:
    settings.PALAVER_TITLES = False
    await _titled(palaver, SAYS)
    assert len(palaver.scripted.requests) == 1
    assert (await _chat(palaver)).display_title == "Why?"
    assert await palaver.database.run(Call.objects.filter(purpose=Purpose.TITLE).count) == 0


async def test_the_runner_asks_for_it_once(palaver: Palaver) -> None:
    async with running_runner(palaver) as runner:
        for _ in range(2):
            generation = await palaver.ask(SAYS)
            await palaver.ended(generation)
            await palaver.idle(runner)
    assert len(palaver.scripted.requests) == 3
    assert (await _chat(palaver)).display_title == "On naming things"


@pytest.mark.parametrize(
    "model", ["scripted?fault=500", "scripted?tokens=0", SAYS + "&fault=cut_at:2"]
)
async def test_where_it_fails_the_beginning_of_the_question_stays(
    palaver: Palaver, model: str
) -> None:
    generation = await palaver.answered("scripted?tokens=5")
    rows = Generation.objects.filter(pk=generation.pk)
    await palaver.database.run(rows.update, model=f"scripted/{model}")
    for _ in range(2):
        await Title(palaver.engine, generation.pk).suggest()
    chat = await _chat(palaver)
    assert (chat.display_title, chat.titled_at) == ("Why?", None)
    assert await palaver.database.run(Call.objects.filter(purpose=Purpose.TITLE).count) == 1


async def test_a_title_that_a_person_gave_meanwhile_stays(
    palaver: Palaver, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = await palaver.answered(SAYS)
    complete = palaver.engine.client.complete

    async def completed(*args: Any) -> Any:
        await palaver.database.run(palaver.chat.rename, "My own")
        return await complete(*args)

    monkeypatch.setattr(palaver.engine.client, "complete", completed)
    await Title(palaver.engine, generation.pk).suggest()
    assert (await _chat(palaver)).display_title == "My own"


async def test_a_chat_that_has_a_title_is_not_asked_about(palaver: Palaver) -> None:
    await palaver.database.run(palaver.chat.rename, "My own")
    await _titled(palaver, SAYS)
    assert len(palaver.scripted.requests) == 1


async def test_the_demo_model_names_nothing(palaver: Palaver) -> None:
    generation = await palaver.answered("scripted?tokens=5")
    palaver.engine.catalogue.providers = [DEMO]
    rows = Generation.objects.filter(pk=generation.pk)
    await palaver.database.run(rows.update, model=f"{DEMO.name}/demo")
    await Title(palaver.engine, generation.pk).suggest()
    assert await palaver.database.run(Call.objects.filter(purpose=Purpose.TITLE).count) == 0


async def test_a_title_as_long_as_a_book_is_cut(palaver: Palaver) -> None:
    await _titled(palaver, "scripted?tokens=900")
    assert len((await _chat(palaver)).title) <= 120


async def _titled(palaver: Palaver, model: str) -> None:
    generation = await palaver.answered(model)
    await Title(palaver.engine, generation.pk).suggest()


async def _chat(palaver: Palaver) -> Chat:
    return await palaver.database.run(Chat.objects.get, pk=palaver.chat.pk)
