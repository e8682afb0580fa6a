"""Runs against a provider that answers, and fails in every way."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from palaver.chats.models import Chat
from palaver.generation.hints import ChatMoved, Hint
from palaver.generation.models import Call, Generation, Status
from palaver.lib.threads import DatabaseThreads
from palaver.llm import Model
from palaver.markdown import render
from tests.generation.engines import Palaver
from tests.generation.refusing import full, locked
from tests.provider import Parameters, script_text
from tests.waiting import eventually

REFUSED = {
    "401": "wrong_key",
    "402": "quota",
    "404": "unknown_model",
    "429:3600": "rate_limited",
    "context": "context_too_long",
    "filter": "refused",
    "500": "server_error",
    "disconnect": "cut",
    "html": "garbage",
    "stall_at:0": "timeout",
    "hang": "timeout",
}
BROKEN_OFF = {
    "cut_at:40": "cut",
    "half_at:40": "cut",
    "end_at:40": "cut",
    "stall_at:40": "stalled",
    "garbage_at:40": "garbage",
    "error_at:40": "server_error",
}
Refusing = Callable[[DatabaseThreads], AbstractAsyncContextManager[None]]
ODD = ("nul_at:20", "surrogate_at:20", "split_pair_at:20", "control_at:20", "split", "no_done")


async def test_an_answer_is_stored_as_it_was_sent(palaver: Palaver) -> None:
    generation = await palaver.answered("scripted?seed=3&tokens=400&reasoning=20")
    assert (generation.status, generation.error_kind) == ("done", "")
    assert generation.message.text == script_text(3, 400)
    assert generation.message.html == render(script_text(3, 400))
    assert generation.message.reasoning == script_text(4, 20)
    assert (generation.completion_tokens, generation.reasoning_tokens) == (420, 20)
    assert generation.prompt_tokens
    assert generation.thought_until is not None
    assert generation.can_continue is False


@pytest.mark.parametrize("fault", REFUSED)
async def test_a_refusal_is_a_failure_with_a_sentence(palaver: Palaver, fault: str) -> None:
    palaver.impatient(first_token_timeout=0.2)
    generation = await palaver.answered(f"scripted?fault={fault}")
    assert (generation.status, generation.error_kind) == ("failed", REFUSED[fault])
    assert generation.error_text.endswith(".")
    assert generation.message.text == ""
    assert not generation.can_continue


@pytest.mark.parametrize("fault", BROKEN_OFF)
async def test_the_text_before_a_fault_is_kept_and_can_be_continued(
    palaver: Palaver, fault: str
) -> None:
    palaver.impatient(idle_timeout=0.2)
    generation = await palaver.answered(f"scripted?tokens=80&fault={fault}&times=1")
    assert (generation.status, generation.error_kind) == ("failed", BROKEN_OFF[fault])
    assert generation.message.text == script_text(1, 40)
    assert generation.may_retry
    assert generation.can_continue
    assert await palaver.database.run(generation.go_on)
    await palaver.run(generation)
    generation = await palaver.stored(generation)
    assert (generation.status, generation.epoch, generation.first_epoch) == ("done", 2, 1)
    assert generation.message.text == script_text(1, 80)
    assert generation.message.html == render(script_text(1, 80))
    assert [record.partial for record in palaver.scripted.requests] == ["", script_text(1, 40)]


@pytest.mark.parametrize("fault", ODD)
async def test_odd_text_is_replaced_and_the_answer_goes_on(palaver: Palaver, fault: str) -> None:
    generation = await palaver.answered(f"scripted?tokens=60&fault={fault}")
    assert generation.status == "done"
    assert generation.message.text == Parameters(tokens=60, fault=fault).answer()
    assert "\0" not in generation.message.text


@pytest.mark.parametrize(
    ("finish", "status", "kind", "can_continue"),
    [("length", "done", "length", True), ("content_filter", "failed", "refused", False)],
)
async def test_an_answer_that_was_cut_by_the_provider_says_so(
    palaver: Palaver, finish: str, status: str, kind: str, can_continue: bool
) -> None:
    generation = await palaver.answered(f"scripted?tokens=20&finish={finish}")
    assert (generation.status, generation.error_kind) == (status, kind)
    assert generation.error_text
    assert generation.message.text == script_text(1, 20)
    assert generation.can_continue is can_continue


async def test_an_empty_answer_is_a_failure(palaver: Palaver) -> None:
    generation = await palaver.answered("scripted?tokens=0&reasoning=5")
    assert (generation.status, generation.error_kind) == ("failed", "empty")
    assert generation.message.reasoning == script_text(2, 5)
    assert generation.may_retry


async def test_a_rate_limit_that_passes_is_waited_for(palaver: Palaver) -> None:
    generation = await palaver.answered("scripted?tokens=9&fault=429:2&times=1")
    assert generation.status == "done"
    assert generation.message.text == script_text(1, 9)


async def test_a_model_of_no_known_provider_is_an_error_on_the_answer(palaver: Palaver) -> None:
    generation = await palaver.ask("scripted?tokens=5")
    unknown = Generation.objects.filter(pk=generation.pk)
    for model in ("nobody/model", "nobody", ""):
        await palaver.database.run(unknown.update, model=model, status=Status.QUEUED)
        await palaver.run(generation)
        stored = await palaver.stored(generation)
        assert (stored.status, stored.error_kind) == ("failed", "unknown_model")
    await palaver.database.run(stored.retry, "scripted/scripted?tokens=5")
    await palaver.run(generation)
    stored = await palaver.stored(generation)
    assert (stored.status, stored.message.text) == ("done", script_text(1, 5))
    assert (stored.epoch, stored.first_epoch) == (4, 4)


async def test_a_retry_begins_anew(palaver: Palaver) -> None:
    generation = await palaver.answered("scripted?tokens=50&fault=cut_at:40&times=1&reasoning=3")
    assert await palaver.database.run(generation.retry)
    waiting = await palaver.stored(generation)
    assert (waiting.status, waiting.length, waiting.message.text) == ("queued", 0, "")
    assert (waiting.error_kind, waiting.message.reasoning, waiting.message.html) == ("", "", "")
    await palaver.run(generation)
    generation = await palaver.stored(generation)
    assert (generation.status, generation.epoch, generation.first_epoch) == ("done", 2, 2)
    assert generation.message.text == script_text(1, 50)
    assert [record.partial for record in palaver.scripted.requests] == ["", ""]


async def test_a_live_answer_is_neither_retried_nor_continued(palaver: Palaver) -> None:
    generation = await palaver.ask("scripted?tokens=5")
    for again in (generation.retry, generation.go_on):
        assert not await palaver.database.run(again)
    assert await palaver.run(generation)
    assert not await palaver.database.run((await palaver.stored(generation)).go_on)


async def test_a_run_without_the_lease_asks_nobody(palaver: Palaver) -> None:
    generation = await palaver.ask("scripted?tokens=5")
    first, second = await asyncio.gather(palaver.run(generation), palaver.run(generation))
    assert [outcome.status for outcome in (first, second) if outcome] == ["done"]
    assert await palaver.run(generation) is None
    assert len(palaver.scripted.requests) == 1


async def test_a_lost_lease_ends_the_run_and_closes_the_connection(palaver: Palaver) -> None:
    generation = await palaver.ask("scripted?tokens=50&fault=stall_at:20")
    run = asyncio.create_task(palaver.run(generation))
    await palaver.has_written(generation, len(script_text(1, 20)))
    await palaver.database.run(Generation.objects.filter(pk=generation.pk).update, epoch=9)
    await palaver.engine.ticks.check(generation.pk)
    assert await run is None
    await palaver.scripted.requests[0].over.wait()
    assert palaver.scripted.requests[0].closed_by_client
    assert (await palaver.stored(generation)).status == "running"


async def test_a_run_that_is_cancelled_hands_over_what_it_has(palaver: Palaver) -> None:
    generation = await palaver.ask("scripted?tokens=50&fault=stall_at:20&times=1")
    run = asyncio.create_task(palaver.run(generation))
    await palaver.has_written(generation, len(script_text(1, 20)))
    run.cancel()
    await asyncio.wait([run])
    assert run.cancelled()
    assert (await palaver.stored(generation)).status == "queued"
    await palaver.scripted.requests[0].over.wait()
    assert palaver.scripted.requests[0].closed_by_client
    await palaver.run(generation)
    generation = await palaver.stored(generation)
    assert (generation.status, generation.takeovers) == ("done", 0)
    assert generation.message.text == script_text(1, 50)


async def test_every_call_is_recorded_with_its_purpose_and_its_tokens(palaver: Palaver) -> None:
    await palaver.answered("scripted?tokens=5")
    await palaver.answered("scripted?fault=401")
    await palaver.answered("scripted?tokens=50&fault=cut_at:40")
    calls = await palaver.database.run(lambda: list(Call.objects.order_by("id")))
    assert [call.outcome for call in calls] == ["done", "wrong_key", "cut"]
    assert {call.purpose for call in calls} == {"answer"}
    assert {call.user_id for call in calls} == {palaver.chat.owner_id}
    assert [call.completion_tokens for call in calls] == [5, None, None]
    assert all(call.finished_at for call in calls)


async def test_a_parameter_without_effect_is_told_with_the_answer(palaver: Palaver) -> None:
    await palaver.database.run(palaver.chat.advance, parameters={"seed": 7, "temperature": 1})
    for _ in range(2):
        generation = await palaver.answered("scripted?tokens=5&fault=refuses:seed")
        assert (generation.status, generation.error_kind) == ("done", "")
        assert "had no effect: Seed." in generation.error_text
    assert palaver.scripted.requests[-1].body["temperature"] == 1


async def test_a_parameter_without_effect_is_told_with_half_an_answer_too(
    palaver: Palaver,
) -> None:
    await palaver.database.run(palaver.chat.advance, parameters={"seed": 7})
    generation = await palaver.answered("scripted?tokens=50&fault=refuses:seed,cut_at:40")
    assert (generation.status, generation.error_kind) == ("failed", "cut")
    assert generation.error_text.startswith("The connection")
    assert generation.error_text.endswith("had no effect: Seed.")


async def test_a_question_that_is_too_long_is_told_and_nobody_is_asked(palaver: Palaver) -> None:
    palaver.engine.catalogue.models = [Model("scripted", "scripted", window=500)]
    generation = await palaver.answered("scripted", "long " * 1_000)
    assert (generation.status, generation.error_kind) == ("failed", "question_too_long")
    assert not generation.may_retry
    assert not palaver.scripted.requests
    assert await palaver.database.run(Call.objects.count) == 0


async def test_what_was_left_out_is_noted_and_every_page_is_told(
    palaver: Palaver, hints: list[Hint]
) -> None:
    palaver.engine.catalogue.models = [Model("scripted", "scripted", window=900)]
    for _ in range(3):
        generation = await palaver.answered("scripted", "long " * 400)
    assert generation.left_out == 4
    assert [m["role"] for m in palaver.scripted.requests[-1].messages] == ["user"]
    chat = await palaver.database.run(Chat.objects.get, pk=palaver.chat.pk)
    assert generation.message.version == chat.version
    assert ChatMoved(chat.pk, chat.version) in hints
    assert generation.prompt_estimate


@pytest.mark.parametrize("refusing", [locked, full])
async def test_a_database_that_refuses_for_a_while_fails_no_answer(
    palaver: Palaver, caplog: pytest.LogCaptureFixture, refusing: Refusing
) -> None:
    generation = await palaver.ask("scripted?tokens=900&rate=3000")
    run = asyncio.create_task(palaver.run(generation))
    await palaver.has_written(generation)
    async with refusing(palaver.database):
        await eventually(lambda: "The database refused" in caplog.text)
        await eventually(lambda: palaver.scripted.requests[0].finished)
        assert not run.done()
    await run
    generation = await palaver.stored(generation)
    assert (generation.status, generation.error_text) == ("done", "")
    assert generation.message.text == script_text(1, 900)


async def test_a_fault_of_palavers_own_is_marked_and_logged(
    palaver: Palaver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("palaver.generation.prompt.build", _broken)
    generation = await palaver.answered("scripted?tokens=5")
    assert (generation.status, generation.error_kind) == ("failed", "internal")
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in generation.error_text


async def test_a_call_that_cannot_be_recorded_does_not_fail_its_answer(
    palaver: Palaver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Call, "close", _broken)
    generation = await palaver.answered("scripted?tokens=5")
    assert (generation.status, generation.message.text) == ("done", script_text(1, 5))


def _broken(*_args: object, **_options: object) -> None:
    raise ZeroDivisionError
