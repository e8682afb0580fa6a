"""The list of chats on every open page of a person."""

import pytest
from django.db import transaction

from palaver.chats import sidebar
from palaver.chats.models import Chat, Folder
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
    removed, put = broadcasts
    assert removed.has(action="remove", target=sidebar.item_id(chat))
    assert put.has(action="after", target=sidebar.item_id(newer))
    broadcasts.clear()
    sidebar.put_back(newest)
    removed, on_top = broadcasts
    assert removed.has(action="remove", target=sidebar.item_id(newest))
    assert on_top.has(action="prepend", target=sidebar.LIST)


def test_a_chat_goes_to_the_list_that_it_belongs_to(
    chat: Chat, broadcasts: list[Broadcast]
) -> None:
    folder = Folder.objects.create(owner=chat.owner, name="Work")
    older = Chat.objects.create(owner=chat.owner, folder=folder, active_at=chat.created_at)
    Chat.objects.filter(pk=chat.pk).move_to(chat.owner, folder.pk)
    sidebar.put_back(_fresh(chat))
    assert broadcasts[-1].has(action="prepend", target=sidebar.folder_list(folder.pk))
    sidebar.move_to_top(_fresh(older), live=True)
    assert broadcasts[-1].has(action="prepend", target=sidebar.folder_list(folder.pk))
    for each in (older, chat):
        Chat.objects.filter(pk=each.pk).pin()
    sidebar.put_back(_fresh(older))
    assert broadcasts[-1].has(action="prepend", target=sidebar.PINNED)
    sidebar.put_back(_fresh(chat))
    assert broadcasts[-1].has(action="after", target=sidebar.item_id(older))
    sidebar.move_to_top(_fresh(chat), live=True)
    assert broadcasts[-1].has(action="replace", target=sidebar.item_id(chat))


def test_an_archived_chat_leaves_the_list_and_a_temporary_one_is_never_in_it(
    chat: Chat, broadcasts: list[Broadcast]
) -> None:
    Chat.objects.filter(pk=chat.pk).archive()
    sidebar.put_back(_fresh(chat))
    assert [broadcast.has(action="remove") for broadcast in broadcasts] == [True]
    broadcasts.clear()
    temporary = Chat.objects.create(owner=chat.owner, is_temporary=True, title="A secret")
    sidebar.move_to_top(temporary, live=True)
    sidebar.replace(temporary, live=False)
    sidebar.put_back(temporary)
    assert not any("secret" in broadcast.html for broadcast in broadcasts)


def test_pages_are_told_that_their_lists_are_stale(chat: Chat, broadcasts: list[Broadcast]) -> None:
    sidebar.renew(chat.owner)
    sidebar.renew_pages(chat.owner)
    lists, pages = (broadcast.html for broadcast in broadcasts)
    for kind in ("list", "page"):
        assert f"[data-stale~={kind}]" in lists
    assert "[data-stale~=page]" in pages
    assert "list]" not in pages


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


def _fresh(chat: Chat) -> Chat:
    return Chat.objects.get(pk=chat.pk)
