"""The trash, and what nobody can have back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from palaver.accounts.models import User
from palaver.chats.models import Chat, Message
from palaver.chats.models import trash as trash_module
from palaver.chats.models.trash import TEMPORARY_PERIOD, TRASH_PERIOD
from palaver.generation.models import Call, Generation, Purpose
from tests.generation.fixtures import Ask
from tests.generation.writing import claimed, finish

A_MINUTE = timedelta(minutes=1)


def age(chat: Chat, **columns: timedelta) -> None:
    moments = {name: timezone.now() - age for name, age in columns.items()}
    Chat.objects.filter(pk=chat.pk).update(**moments)


def test_what_was_deleted_a_month_ago_cannot_be_had_back(chat: Chat, owner: User) -> None:
    chat.discard()
    age(chat, deleted_at=TRASH_PERIOD - A_MINUTE)
    assert list(Chat.objects.restorable_by(owner)) == [chat]
    assert Chat.objects.all().purge() == 0
    age(chat, deleted_at=TRASH_PERIOD + A_MINUTE)
    assert not Chat.objects.restorable_by(owner).exists()
    assert Chat.objects.all().purge() > 0
    assert not Chat.objects.exists()


def test_what_is_deleted_for_good_is_seen_no_more_and_soon_gone(chat: Chat, owner: User) -> None:
    chat.discard()
    Chat.objects.restorable_by(owner).expire()
    assert not Chat.objects.restorable_by(owner).exists()
    assert Chat.objects.all().purge() > 0
    assert not Chat.objects.exists()


def test_not_all_is_purged_at_once(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trash_module, "CHATS_AT_ONCE", 2)
    for _ in range(3):
        Chat.objects.create(owner=owner)
    Chat.objects.visible_to(owner).expire()
    assert [Chat.objects.all().purge() for _ in range(3)] == [2, 1, 0]


def test_a_long_chat_is_purged_in_parts(
    chat: Chat, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trash_module, "MESSAGES_AT_ONCE", 2)
    last = None
    for _ in range(5):
        last = Message.objects.create(chat=chat, parent=last, role="user", text="So.")
    only = Chat.objects.filter(pk=chat.pk)
    only.expire()
    left = []
    while only.exists():
        only.purge()
        left.append(Message.objects.count())
    assert left == [3, 1, 0]


def test_a_temporary_chat_that_is_left_alone_ends_with_its_day(owner: User) -> None:
    chat, ordinary = (Chat.objects.create(owner=owner, is_temporary=t) for t in (True, False))
    for each in (chat, ordinary):
        age(each, active_at=TEMPORARY_PERIOD - A_MINUTE)
    assert Chat.objects.all().purge() == 0
    for each in (chat, ordinary):
        age(each, active_at=TEMPORARY_PERIOD + A_MINUTE)
    Chat.objects.all().purge()
    assert list(Chat.objects.all()) == [ordinary]


def test_of_a_temporary_chat_only_the_tokens_remain(owner: User, ask: Ask) -> None:
    chat = Chat.objects.create(owner=owner, is_temporary=True)
    finish(claimed(ask("A secret", chat=chat)), "Kept.")
    Call.open(chat, Purpose.ANSWER, "m")
    chat.discard()
    assert not Chat.objects.filter(pk=chat.pk).exists()
    assert not Message.objects.exists()
    assert not Generation.objects.exists()
    call = Call.objects.get()
    assert (call.chat, call.user) == (None, owner)
    stored = " ".join(str(value) for value in Call.objects.values().get().values())
    assert "secret" not in stored
    assert "Kept" not in stored


def test_the_trash_is_in_the_order_of_deletion(owner: User) -> None:
    chats = [Chat.objects.create(owner=owner, client_id=uuid4()) for _ in range(3)]
    now = timezone.now()
    for chat, hours in zip(chats, (2, 1, 1), strict=True):
        Chat.objects.filter(pk=chat.pk).update(deleted_at=now - timedelta(hours=hours))
    trash = Chat.objects.restorable_by(owner).latest_first()
    assert list(trash) == [chats[2], chats[1], chats[0]]
    for number, chat in enumerate(trash):
        assert list(trash.deleted_before(chat)) == list(trash)[number + 1 :]
