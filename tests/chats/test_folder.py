"""Folders: what may go where, what is in them when they go, and what they tell a model."""

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from palaver.accounts import limits
from palaver.accounts.limits import LimitReached
from palaver.accounts.models import User
from palaver.chats.models import Chat, Folder
from palaver.chats.tree import MOST_DEPTH, NAME_LENGTH, Misplaced
from tests.racing import overlapping


def a_folder(owner: User, name: str, parent: Folder | None = None, **content: Any) -> Folder:
    folder = Folder(owner=owner, name=name, parent=parent, **content)
    folder.arrange()
    return folder


def nest(owner: User, *names: str) -> list[Folder]:
    """Folders, each in the one before."""
    made: list[Folder] = []
    for name in names:
        made.append(a_folder(owner, name, made[-1] if made else None))
    return made


def put(folder: Folder, parent: Folder | None) -> None:
    folder.parent = parent
    folder.arrange()


def refused(folder: Folder, parent: Folder | None) -> str:
    with pytest.raises(Misplaced) as refusal:
        put(folder, parent)
    folder.refresh_from_db()
    return refusal.value.sentence


def shape(owner: User) -> list[str]:
    tree = Folder.objects.visible_to(owner).tree()
    return [name for _pk, name in tree.choices]


def test_a_folder_is_visible_to_its_owner_alone(owner: User, stranger: User) -> None:
    folder = a_folder(owner, "Work")
    assert list(Folder.objects.visible_to(owner)) == [folder]
    assert not Folder.objects.visible_to(stranger).exists()
    assert not Folder.objects.visible_to(AnonymousUser()).exists()


def test_folders_are_a_tree_by_name(owner: User) -> None:
    nest(owner, "work", "Clients", "Ada")
    a_folder(owner, "Home")
    assert shape(owner) == ["Home", "work", "work / Clients", "work / Clients / Ada"]


def test_a_tree_is_read_at_once_and_without_what_models_are_told(
    owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    nest(owner, "a", "b", "c")
    with django_assert_num_queries(1) as queries:
        tree = Folder.objects.visible_to(owner).tree()
        assert len(tree.nodes()[0].nodes[0].nodes) == 1
    assert "instructions" not in queries[0]["sql"]


def test_a_folder_cannot_be_inside_itself(owner: User) -> None:
    outer, middle, inner = nest(owner, "outer", "middle", "inner")
    for parent in (outer, middle, inner):
        assert refused(outer, parent) == "A folder cannot be inside itself."
    put(inner, outer)
    assert shape(owner) == ["outer", "outer / inner", "outer / middle"]


def test_folders_go_so_deep_and_no_deeper(owner: User) -> None:
    deepest = nest(owner, *"abcde")[-1]
    assert len(shape(owner)) == MOST_DEPTH
    one_more = a_folder(owner, "f")
    assert refused(one_more, deepest) == "Folders go at most 5 deep."
    top, _below = nest(owner, "x", "y")
    assert refused(top, deepest.parent) == "Folders go at most 5 deep."
    put(top, deepest.parent.parent if deepest.parent else None)


def test_a_name_is_there_once_in_a_folder_in_whatever_case(owner: User, stranger: User) -> None:
    work, _clients = nest(owner, "Work", "Clients")
    with pytest.raises(Misplaced, match="There is a folder “clients” already"):
        a_folder(owner, "clients", work)
    elsewhere = a_folder(owner, "Clients")
    assert "There is a folder" in refused(elsewhere, work)
    a_folder(stranger, "Work")
    work.arrange()


def test_the_database_refuses_a_name_that_is_there_too(owner: User) -> None:
    work = a_folder(owner, "Work")
    a_folder(owner, "Clients", work)
    for parent, name in ((None, "Work"), (work, "Clients")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Folder.objects.create(owner=owner, parent=parent, name=name)


def test_nothing_goes_into_the_folder_of_a_stranger(owner: User, stranger: User) -> None:
    theirs = a_folder(stranger, "Theirs")
    mine = a_folder(owner, "Mine")
    assert refused(mine, theirs) == "That folder is no longer there."
    with pytest.raises(Misplaced):
        a_folder(owner, "New", theirs)


def test_somebody_has_so_many_folders_and_no_more(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "KEPT_EACH", 2)
    for name in ("a", "b"):
        a_folder(owner, name)
    with pytest.raises(LimitReached):
        a_folder(owner, "c")
    Folder.objects.get(name="a").arrange()


def test_what_is_in_a_folder_that_goes_moves_up(owner: User) -> None:
    outer, middle, inner = nest(owner, "outer", "middle", "inner")
    chat = Chat.objects.create(owner=owner, folder=middle)
    deeper = Chat.objects.create(owner=owner, folder=inner)
    in_trash = Chat.objects.create(owner=owner, folder=middle)
    in_trash.discard()
    middle.dissolve()
    assert shape(owner) == ["outer", "outer / inner"]
    assert _folders_of(chat, deeper, in_trash) == [outer.pk, inner.pk, outer.pk]
    outer.dissolve()
    assert shape(owner) == ["inner"]
    assert _folders_of(chat, deeper, in_trash) == [None, inner.pk, None]
    outer.dissolve()


def test_a_folder_that_moves_up_gets_a_number_where_its_name_is_taken(owner: User) -> None:
    long = "n" * NAME_LENGTH
    for name in ("Work", long):
        a_folder(owner, name)
    other = a_folder(owner, "Other")
    for name in ("work", "Other", long):
        a_folder(owner, name, other)
    other.dissolve()
    short = "n" * (NAME_LENGTH - 4)
    assert sorted(shape(owner)) == sorted(["Other", "Work", "work (2)", long, f"{short} (2)"])


def test_a_folder_tells_the_outermost_first(
    owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    outer = a_folder(owner, "outer", instructions="Be brief.")
    silent = a_folder(owner, "silent", outer)
    inner = a_folder(owner, "inner", silent, instructions="Answer in Latin.")
    chat = Chat.objects.create(owner=owner, folder=inner)
    with django_assert_num_queries(1):
        assert Folder.objects.instructions_of(chat) == ["Be brief.", "Answer in Latin."]
    chat.folder = None
    with django_assert_num_queries(0):
        assert Folder.objects.instructions_of(chat) == []


def test_a_cycle_that_no_lock_kept_out_does_not_hang_a_prompt(owner: User) -> None:
    outer, inner = nest(owner, "outer", "inner")
    Folder.objects.update(instructions="Again.")
    Folder.objects.filter(pk=outer.pk).update(parent=inner)
    told = Folder.objects.instructions_of(Chat(owner=owner, folder=inner))
    assert told == ["Again."] * MOST_DEPTH
    assert len(Folder.objects.visible_to(owner).tree().path(inner.pk)) == MOST_DEPTH


def test_the_nearest_model_is_the_default(owner: User) -> None:
    outer, middle, inner = nest(owner, "outer", "middle", "inner")
    Folder.objects.filter(pk=outer.pk).update(model="m/outer")
    Folder.objects.filter(pk=inner.pk).update(model="m/inner")
    tree = Folder.objects.visible_to(owner).tree()
    chosen = [tree.model_for(folder.pk) for folder in (outer, middle, inner)]
    assert chosen == ["m/outer", "m/outer", "m/inner"]
    assert tree.model_for(None) == ""


@pytest.mark.postgresql_only
def test_of_two_moves_that_would_make_a_cycle_one_is_refused(owner: User) -> None:
    one, other = a_folder(owner, "one"), a_folder(owner, "other")
    one.parent, other.parent = other, one
    moved, refusal = overlapping(one.arrange, other.arrange)
    assert moved is None
    assert isinstance(refusal, Misplaced)
    assert shape(owner) == ["other", "other / one"]


@pytest.mark.postgresql_only
def test_of_two_folders_of_one_name_one_is_refused(owner: User) -> None:
    made, refusal = overlapping(partial(a_folder, owner, "Work"), partial(a_folder, owner, "work"))
    assert isinstance(made, Folder)
    assert isinstance(refusal, Misplaced)


@pytest.mark.postgresql_only
def test_a_chat_does_not_go_into_a_folder_that_is_going(owner: User) -> None:
    folder = a_folder(owner, "Work")
    chat = Chat.objects.create(owner=owner)
    move = partial(Chat.objects.filter(pk=chat.pk).move_to, owner, folder.pk)
    _gone, refusal = overlapping(folder.dissolve, move)
    assert isinstance(refusal, Misplaced)
    assert _folders_of(chat) == [None]


@pytest.mark.postgresql_only
def test_a_chat_that_is_going_into_a_folder_is_not_lost_with_it(owner: User) -> None:
    folder = a_folder(owner, "Work")
    chat = Chat.objects.create(owner=owner)
    moved, gone = overlapping(
        partial(Chat.objects.filter(pk=chat.pk).move_to, owner, folder.pk), folder.dissolve
    )
    assert (moved, gone) == ({chat.pk: 1}, None)
    assert _folders_of(chat) == [None]
    assert not Folder.objects.exists()


@pytest.mark.postgresql_only
def test_a_new_chat_begins_even_if_its_folder_is_going(owner: User) -> None:
    folder = a_folder(owner, "Work")
    opened = partial(_open_in, owner, folder)
    _gone, chat = overlapping(folder.dissolve, opened)
    assert chat.folder_id is None
    folder = a_folder(owner, "Work")
    chat, gone = overlapping(partial(_open_in, owner, folder), folder.dissolve)
    assert gone is None
    assert _folders_of(chat) == [None]


def _open_in(owner: User, folder: Folder) -> Chat:
    with transaction.atomic():
        return Chat.objects.opened_by(owner, uuid4(), folder=folder.pk)


def _folders_of(*chats: Chat) -> list[Any]:
    return [Chat.objects.get(pk=chat.pk).folder_id for chat in chats]
