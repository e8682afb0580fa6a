"""Pinned, archived, in a folder, tagged, temporary: which list has a chat, and what moves it."""

from functools import partial

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from palaver.accounts.limits import LimitReached
from palaver.accounts.models import User
from palaver.chats import sidebar
from palaver.chats.models import Chat, Folder, Tag
from palaver.chats.models import filed as filed_module
from palaver.chats.models.chat import ChatQuerySet
from palaver.chats.tree import Misplaced
from palaver.generation.models import Generation
from palaver.turbo.testing import Broadcast
from tests.generation.fixtures import Ask
from tests.generation.writing import claimed, write
from tests.racing import overlapping

MANY = 2000


@pytest.fixture
def folder(owner: User) -> Folder:
    return Folder.objects.create(owner=owner, name="Work")


def only(chat: Chat) -> ChatQuerySet:
    return Chat.objects.filter(pk=chat.pk)


def lists(owner: User, folder: Folder) -> dict[str, list[Chat]]:
    """Every list of the sidebar, and what is in it."""
    visible = Chat.objects.visible_to(owner)
    found = {
        "pinned": visible.pinned(),
        "recent": visible.recent(),
        "folder": visible.inside(folder.pk),
    }
    return {name: list(chats) for name, chats in found.items() if chats}


def test_a_chat_is_in_one_list_or_in_none(chat: Chat, owner: User, folder: Folder) -> None:
    assert lists(owner, folder) == {"recent": [chat]}
    only(chat).move_to(owner, folder.pk)
    assert lists(owner, folder) == {"folder": [chat]}
    only(chat).pin()
    assert lists(owner, folder) == {"pinned": [chat]}
    only(chat).archive()
    assert lists(owner, folder) == {}
    only(chat).unarchive()
    assert lists(owner, folder) == {"folder": [chat]}
    only(chat).move_to(owner, None)
    assert lists(owner, folder) == {"recent": [chat]}
    only(chat).discard()
    assert lists(owner, folder) == {}


def test_a_temporary_chat_is_seen_and_kept_nowhere(owner: User, folder: Folder) -> None:
    chat = Chat.objects.create(owner=owner, is_temporary=True, folder=folder)
    assert list(Chat.objects.visible_to(owner)) == [chat]
    assert not Chat.objects.visible_to(owner).kept().exists()
    assert lists(owner, folder) == {}


def test_a_message_in_an_archived_chat_brings_it_back(
    chat: Chat, owner: User, folder: Folder, ask: Ask
) -> None:
    only(chat).archive()
    ask("Are you still there?")
    assert lists(owner, folder) == {"recent": [chat]}


def test_so_does_another_answer(
    chat: Chat, owner: User, folder: Folder, queued: Generation
) -> None:
    queued.stop()
    only(chat).archive()
    Generation.objects.answer_again(queued.message, model=queued.model)
    assert lists(owner, folder) == {"recent": [chat]}


@pytest.mark.parametrize("again", ["retry", "go_on"])
def test_so_does_an_answer_that_runs_again(
    owner: User, folder: Folder, queued: Generation, broadcasts: list[Broadcast], again: str
) -> None:
    write(claimed(queued), "One, ")
    queued.stop()
    Chat.objects.visible_to(owner).archive()
    broadcasts.clear()
    assert getattr(Generation.objects.get(), again)()
    assert lists(owner, folder) == {"recent": [queued.message.chat]}
    assert broadcasts[-1].has(action="prepend", target=sidebar.LIST)


def test_every_change_moves_the_versions_of_all(owner: User, folder: Folder) -> None:
    chats = [Chat.objects.create(owner=owner) for _ in range(3)]
    of_all = Chat.objects.visible_to(owner)
    for number, change in enumerate(
        (of_all.pin, of_all.unpin, of_all.archive, of_all.unarchive, of_all.discard), 1
    ):
        assert change() == {chat.pk: number for chat in chats}
    assert Chat.objects.restorable_by(owner).restore() == {chat.pk: 6 for chat in chats}


def test_only_so_many_chats_can_be_pinned(
    owner: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filed_module, "MOST_PINNED", 2)
    Chat.objects.create(owner=stranger)
    Chat.objects.filter(owner=stranger).pin()
    first, second, third = (Chat.objects.create(owner=owner) for _ in range(3))
    with pytest.raises(LimitReached, match="At most 2 chats can be pinned"):
        Chat.objects.visible_to(owner).pin()
    for chat in (first, second, first):
        only(chat).pin()
    with pytest.raises(LimitReached):
        only(third).pin()
    only(first).unpin()
    only(third).pin()
    assert list(Chat.objects.visible_to(owner).pinned()) == [second, third]


def test_a_folder_that_is_gone_or_anothers_takes_nothing(
    chat: Chat, owner: User, stranger: User, folder: Folder
) -> None:
    theirs = Folder.objects.create(owner=stranger, name="Theirs")
    gone = Folder.objects.get(pk=folder.pk)
    gone.dissolve()
    for each in (folder, theirs):
        with pytest.raises(Misplaced, match="no longer there"):
            only(chat).move_to(owner, each.pk)
    chat.refresh_from_db()
    assert (chat.folder_id, chat.version) == (None, 0)


def test_tags_are_put_on_and_taken_off(chat: Chat, owner: User, stranger: User) -> None:
    other = Chat.objects.create(owner=owner)
    Chat.objects.visible_to(owner).tag(owner, ["Latin", "rivers"])
    only(chat).tag(owner, ["LATIN", "new"])
    assert _tags(chat) == ["Latin", "new", "rivers"]
    assert _tags(other) == ["Latin", "rivers"]
    assert not Tag.objects.visible_to(stranger).exists()
    latin = Tag.objects.get(name="Latin")
    assert set(Chat.objects.visible_to(owner).tagged(latin.pk)) == {chat, other}
    only(chat).untag(latin)
    assert list(Chat.objects.visible_to(owner).tagged(latin.pk)) == [other]


def test_a_tag_that_no_chat_has_is_forgotten(chat: Chat, owner: User) -> None:
    only(chat).tag(owner, ["once"])
    only(chat).untag(Tag.objects.get())
    assert not Tag.objects.exists()


def test_the_lists_parts_are_found_in_one_query(
    chat: Chat, owner: User, folder: Folder, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pinned = Chat.objects.create(owner=owner, folder=folder)
    only(pinned).pin()
    Chat.objects.create(owner=owner, folder=folder)
    visible = Chat.objects.visible_to(owner)
    with django_assert_num_queries(1):
        assert set(visible.among(visible.pinned(), visible.recent()[:5])) == {chat, pinned}


def test_lists_are_found_by_their_indexes(owner: User, folder: Folder) -> None:
    Chat.objects.bulk_create(
        Chat(owner=owner, folder=folder if n % 3 else None) for n in range(MANY)
    )
    _analyse()
    visible = Chat.objects.visible_to(owner)
    plans = {
        "chats_recent": visible.recent()[:41],
        "chats_pinned": visible.pinned(),
        "chats_in_folder": visible.inside(folder.pk)[:21],
        "chats_in_trash": Chat.objects.restorable_by(owner).latest_first()[:51],
    }
    for index, chats in plans.items():
        assert index in chats.explain(), chats.explain()
    both = visible.among(visible.pinned(), visible.recent()[:41]).explain()
    assert "chats_recent" in both
    assert "chats_pinned" in both


def test_what_is_to_be_purged_is_found_by_its_indexes(owner: User) -> None:
    Chat.objects.bulk_create(Chat(owner=owner) for _ in range(MANY))
    _analyse()
    plan = Chat.objects.all()._expired().explain()
    assert "chats_to_purge" in plan
    assert "chats_temporary" in plan


@pytest.mark.postgresql_only
def test_what_is_done_with_the_same_chats_at_once_ends_well(owner: User) -> None:
    chats = [Chat.objects.create(owner=owner) for _ in range(3)]
    forwards, backwards = Chat.objects.order_by("pk"), Chat.objects.order_by("-pk")
    overlapping(partial(forwards.archive), partial(backwards.pin))
    assert {chat.pk: chat.version for chat in Chat.objects.all()} == {c.pk: 2 for c in chats}


def _tags(chat: Chat) -> list[str]:
    return [tag.name for tag in chat.tags.by_name()]


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
