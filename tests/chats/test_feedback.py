from collections.abc import Iterable

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from palaver.accounts.models import User
from palaver.chats.models import Chat, Feedback, Message
from palaver.generation.models import Generation


@pytest.fixture
def answer(queued: Generation) -> Message:
    return queued.message


def test_a_verdict_is_kept_once_for_each_person(
    answer: Message, owner: User, stranger: User
) -> None:
    for verdict in ("up", "down"):
        Feedback.objects.give(owner, answer, verdict)
    Feedback.objects.give(stranger, answer, "up")
    given = Feedback.objects.order_by("id").values_list("person", "verdict")
    assert list(given) == [(owner.pk, "down"), (stranger.pk, "up")]
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.create(person=owner, message=answer, verdict="up")


def test_the_reason_of_another_verdict_goes_with_that_one(answer: Message, owner: User) -> None:
    Feedback.objects.give(owner, answer, "down", kind="wrong", reason="It is not so.")
    Feedback.objects.give(owner, answer, "down")
    assert _reason(owner) == ("down", "wrong", "It is not so.")
    Feedback.objects.give(owner, answer, "up")
    assert _reason(owner) == ("up", "", "")


def test_everybody_sees_their_own_as_long_as_they_see_the_message(
    answer: Message, chat: Chat, owner: User, stranger: User
) -> None:
    Feedback.objects.give(owner, answer, "up")
    Feedback.objects.give(stranger, answer, "down")
    assert Feedback.objects.visible_to(owner).get().verdict == "up"
    assert not Feedback.objects.visible_to(stranger).exists()
    chat.discard()
    assert not Feedback.objects.visible_to(owner).exists()


def test_every_change_moves_the_chat_and_its_message_and_nothing_else_does(
    answer: Message, chat: Chat, owner: User
) -> None:
    chat.refresh_from_db()
    before = chat.version
    Feedback.objects.give(owner, answer, "up")
    Feedback.objects.give(owner, answer, "up")
    Feedback.objects.withdraw(owner, answer)
    Feedback.objects.withdraw(owner, answer)
    chat.refresh_from_db()
    assert chat.version == before + 2
    assert Message.objects.get(pk=answer.pk).version == chat.version
    assert not Feedback.objects.exists()


def test_messages_come_with_what_one_person_thinks_of_them_by_one_question(
    answer: Message,
    chat: Chat,
    owner: User,
    stranger: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Feedback.objects.give(stranger, answer, "down")
    messages = chat.messages.select_related("generation").order_by("id")
    with django_assert_num_queries(1):
        assert _verdicts(messages.with_feedback_of(owner.pk)) == [None, None]
    Feedback.objects.give(owner, answer, "up")
    assert _verdicts(messages.with_feedback_of(owner.pk)) == [None, "up"]
    assert _verdicts(messages.with_feedback_of(stranger.pk)) == [None, "down"]


def test_it_goes_with_its_message_and_with_its_person(
    answer: Message, chat: Chat, owner: User, stranger: User
) -> None:
    Feedback.objects.give(owner, answer, "up")
    Feedback.objects.give(stranger, answer, "up")
    stranger.delete()
    assert Feedback.objects.get().person_id == owner.pk
    chat.delete()
    assert not Feedback.objects.exists()


def _reason(person: User) -> tuple[str, str, str]:
    given = Feedback.objects.get(person=person)
    return given.verdict, given.kind, given.reason


def _verdicts(messages: Iterable[Message]) -> list[str | None]:
    return [message.verdict for message in messages]
