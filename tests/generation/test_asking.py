"""A question with its answer: there once, whoever asks twice, and announced after the commit."""

import uuid
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from palaver.chats.models import Chat, Message
from palaver.generation.bus import bus
from palaver.generation.hints import ChatMoved, Hint, Moved, Queued
from palaver.generation.models import AnswerRunning, Generation
from palaver.turbo.testing import Broadcast
from tests.generation.fixtures import Ask, at_once
from tests.generation.writing import claimed, finish


def test_a_question_its_answer_and_the_generation_are_one_step(
    queued: Generation, chat: Chat, hints: list[Hint]
) -> None:
    question, answer = chat.messages.order_by("id")
    assert (question.role, question.text, question.parent) == ("user", "Why?", None)
    assert (answer.role, answer.text, answer.parent) == ("assistant", "", question)
    assert (queued.message, queued.status, queued.epoch) == (answer, "queued", 0)
    chat.refresh_from_db()
    assert chat.version == question.version == answer.version == 1
    assert (chat.model, chat.opening) == (queued.model, "Why?")


def test_it_is_announced_once_it_is_committed(ask: Ask, hints: list[Hint], chat: Chat) -> None:
    with transaction.atomic():
        generation = ask()
        assert hints == []
    assert hints == [Queued(generation.pk), ChatMoved(chat.pk, 1)]


def test_what_is_rolled_back_is_not_announced(
    ask: Ask, hints: list[Hint], broadcasts: list[Broadcast]
) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _ask_and_break(ask)
    assert (hints, broadcasts) == ([], [])
    assert not Message.objects.exists()


def test_a_bus_that_is_down_fails_no_question(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bus, "publish", _break)
    ask()
    assert Generation.objects.live().count() == 1
    assert "ZeroDivisionError" in caplog.text


def test_asked_twice_it_is_there_once(chat: Chat, broadcasts: list[Broadcast]) -> None:
    once = partial(Generation.objects.ask, chat, "Why?", client_id=uuid.uuid4(), model="m")
    assert once() == once()
    assert chat.messages.count() == 2
    assert len(broadcasts) == 1


def test_asked_from_many_threads_it_is_there_once(chat: Chat, broadcasts: list[Broadcast]) -> None:
    once = partial(Generation.objects.ask, chat, "Why?", client_id=uuid.uuid4(), model="m")
    generations = at_once(*[once] * 5)
    assert len({generation.pk for generation in generations}) == 1
    assert chat.messages.count() == 2


def test_while_an_answer_runs_nothing_more_is_asked(ask: Ask, queued: Generation) -> None:
    with pytest.raises(AnswerRunning):
        ask("And?")
    claim = claimed(queued)
    with pytest.raises(AnswerRunning):
        ask("And?")
    finish(claim, "So.")
    assert queued.message in ask("And?").message.path()


def test_asking_reads_no_text_of_earlier_messages(ask: Ask) -> None:
    finish(claimed(ask()), "A long answer.")
    with CaptureQueriesContext(connection) as queries:
        ask("And?")
    read = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert read
    assert not [sql for sql in read if '"chats_message"."text"' in sql]


def test_different_questions_at_once_leave_one_of_them(chat: Chat, ask: Ask) -> None:
    asked = at_once(*[partial(_asked, ask)] * 4)
    assert sorted(asked) == [False, False, False, True]
    assert chat.messages.count() == 2


def test_again_is_announced_to_the_runner_the_readers_and_the_chat(
    queued: Generation, hints: list[Hint], chat: Chat, broadcasts: list[Broadcast]
) -> None:
    finish(claimed(queued), "So.")
    hints.clear()
    broadcasts.clear()
    queued.refresh_from_db()
    assert queued.retry("other/model")
    assert hints == [Queued(queued.pk), Moved(queued.pk), ChatMoved(chat.pk, 2)]
    assert (queued.model, queued.message.version) == ("other/model", 2)
    assert broadcasts[0].has(action="replace", target=f"chat_item_{chat.pk}")


def test_retried_from_two_threads_it_runs_once(queued: Generation) -> None:
    finish(claimed(queued), "So.")
    queued.refresh_from_db()
    twins = [Generation.objects.select_related("message__chat").get(pk=queued.pk) for _ in "ab"]
    assert sorted(at_once(*(twin.retry for twin in twins))) == [False, True]
    assert claimed(queued).epoch == 2


def test_everything_live_in_a_chat_can_be_stopped(queued: Generation, chat: Chat) -> None:
    Generation.objects.in_chat(chat).stop()
    assert not Generation.objects.live().exists()


def _asked(ask: Ask) -> bool:
    try:
        ask()
    except AnswerRunning:
        return False
    return True


def _break(*_hints: Hint) -> None:
    raise ZeroDivisionError


def _ask_and_break(ask: Ask) -> None:
    ask()
    raise ZeroDivisionError
