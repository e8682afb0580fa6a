"""Messages that are sent while an answer runs wait for it, whatever happens to it."""

import uuid

import pytest
from django.db.models import QuerySet

from palaver.accounts.models import User
from palaver.chats.models import Chat
from palaver.generation.hints import ChatMoved, Hint
from palaver.generation.models import Generation, TooManyWaiting, Waiting
from palaver.generation.models.waiting import MOST
from palaver.generation.sending import Draft, send
from tests.generation.fixtures import MODEL
from tests.generation.writing import claimed, finish, sweep


def test_it_waits_and_is_sent_when_the_answer_is_complete(
    queued: Generation, chat: Chat, owner: User
) -> None:
    _send(owner, chat, "And?")
    _send(owner, chat, "But?")
    assert [waiting.text for waiting in _waiting()] == ["And?", "But?"]
    assert chat.messages.count() == 2

    finish(claimed(queued), "So.")

    following = Generation.objects.live().get()
    assert [m.text for m in following.message.path()] == ["Why?", "So.", "And?", ""]
    finish(claimed(following), "Yes.")
    assert [m.text for m in Generation.objects.live().get().message.path()][-2:] == ["But?", ""]
    assert not _waiting().exists()


def test_sent_twice_it_waits_once(queued: Generation, chat: Chat, owner: User) -> None:
    client_id = uuid.uuid4()
    for _ in range(2):
        chat.refresh_from_db()
        send(owner, chat, Draft("And?", client_id))
    assert _waiting().count() == 1
    finish(claimed(queued), "So.")
    chat.refresh_from_db()
    send(owner, chat, Draft("And?", client_id))
    assert chat.messages.filter(text="And?").count() == 1


def test_after_an_answer_that_is_not_complete_it_waits_for_the_person(
    queued: Generation, chat: Chat, owner: User
) -> None:
    _send(owner, chat, "And?")
    queued.stop()
    sweep()
    assert _waiting().count() == 1
    assert Waiting.objects.send_next(chat.pk, at_once=True)
    assert not _waiting().exists()


def test_while_an_answer_is_live_nothing_is_sent_at_once(
    queued: Generation, chat: Chat, owner: User
) -> None:
    _send(owner, chat, "And?")
    assert Waiting.objects.send_next(chat.pk, at_once=True) is None
    assert [waiting.text for waiting in _waiting()] == ["And?"]


def test_what_a_crash_left_waiting_is_found(
    queued: Generation, chat: Chat, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _send(owner, chat, "And?")
    monkeypatch.setattr(Generation, "_send_what_waits", lambda _self: None)
    finish(claimed(queued), "So.")
    assert not Generation.objects.live().exists()
    sweep()
    assert Generation.objects.live().exists()
    assert not _waiting().exists()


def test_an_answer_that_ended_meanwhile_is_not_waited_for(
    queued: Generation, chat: Chat, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Waiting.objects.all().add

    def end_first(_self: object, *args: object, **fields: object) -> None:
        finish(claimed(queued), "So.")
        add(*args, **fields)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(type(Waiting.objects.all()), "add", end_first)
    _send(owner, chat, "And?")
    assert Generation.objects.live().get().message.path()[-2].text == "And?"
    assert not _waiting().exists()


def test_it_can_be_put_otherwise_and_taken_back(
    queued: Generation, chat: Chat, owner: User, hints: list[Hint]
) -> None:
    _send(owner, chat, "And?")
    _send(owner, chat, "But?")
    hints.clear()
    first, second = _waiting()
    first.reword("And then?")
    second.remove()
    assert hints == [ChatMoved(chat.pk, 4), ChatMoved(chat.pk, 5)]
    assert [waiting.text for waiting in _waiting()] == ["And then?"]
    second.remove()
    first.delete()
    first.reword("Too late")
    assert not _waiting().exists()


def test_only_so_many_wait(queued: Generation, chat: Chat) -> None:
    for number in range(MOST):
        Waiting.objects.add(chat, f"{number}", client_id=uuid.uuid4(), model=MODEL)
    with pytest.raises(TooManyWaiting):
        Waiting.objects.add(chat, "one more", client_id=uuid.uuid4(), model=MODEL)


def _send(owner: User, chat: Chat, text: str) -> None:
    chat.refresh_from_db()
    send(owner, chat, Draft(text, uuid.uuid4(), MODEL))


def _waiting() -> QuerySet[Waiting]:
    return Waiting.objects.order_by("id")
