"""The list of chats on every open page of a person."""

import pytest
from django.db import transaction

from palaver.chats import sidebar
from palaver.chats.models import Chat
from palaver.turbo import stream_name
from palaver.turbo.testing import Broadcast


def test_a_chat_moves_to_the_top_of_its_owners_list(
    chat: Chat, broadcasts: list[Broadcast]
) -> None:
    sidebar.move_to_top(chat, live=True)
    (broadcast,) = broadcasts
    assert broadcast.stream == stream_name(*sidebar.streamables(chat.owner))
    assert broadcast.has(action="prepend", target=sidebar.LIST)
    assert "data-live" in broadcast.html


def test_a_chat_is_replaced_and_removed_where_it_stands(
    chat: Chat, broadcasts: list[Broadcast]
) -> None:
    chat.title = "<script>alert(1)</script>"
    sidebar.replace(chat, live=False)
    sidebar.remove(chat)
    replaced, removed = broadcasts
    assert replaced.has(action="replace", target=sidebar.item_id(chat))
    assert "<script>" not in replaced.html
    assert "data-live" not in replaced.html
    assert removed.has(action="remove", target=sidebar.item_id(chat))


def test_a_restored_chat_goes_back_to_where_it_stood(
    chat: Chat, broadcasts: list[Broadcast]
) -> None:
    newer, newest = (Chat.objects.create(owner=chat.owner, title=title) for title in "ab")
    sidebar.put_back(chat)
    sidebar.put_back(newest)
    removed, put, on_top = broadcasts
    assert removed.has(action="remove", target=sidebar.item_id(chat))
    assert put.has(action="after", target=sidebar.item_id(newer))
    assert on_top.has(action="prepend", target=sidebar.LIST)


def test_nothing_is_broadcast_before_the_commit(chat: Chat, broadcasts: list[Broadcast]) -> None:
    with transaction.atomic():
        sidebar.remove(chat)
        assert broadcasts == []
    assert len(broadcasts) == 1


def test_a_broadcast_that_fails_fails_no_change(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sidebar, "broadcast_remove_to", _break)
    with transaction.atomic():
        chat.discard()
        sidebar.remove(chat)
    assert Chat.objects.get(pk=chat.pk).deleted_at


def _break(*_args: object, **_options: object) -> None:
    raise ZeroDivisionError
