"""What is done with chats, one or many: pin, archive, move, tag, delete, restore."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from palaver.accounts.models import User
from palaver.chats import sidebar
from palaver.chats.models import Chat, Folder, Tag
from palaver.chats.models import filed as filed_module
from palaver.generation.hints import ChatMoved, Hint
from palaver.generation.models import Generation
from palaver.turbo.testing import Broadcast
from palaver.web import acts
from palaver.web.advance import advance
from palaver.web.views import order
from tests.generation.writing import claimed, write
from tests.web.posting import TURBO, message, post

pytestmark = pytest.mark.usefixtures("broadcasts")
MOST_QUERIES = 10


@pytest.fixture
def folder(owner: User) -> Folder:
    return Folder.objects.create(owner=owner, name="Work")


def select(client: Client, act: str, *chats: Chat, turbo: bool = True, **fields: Any) -> Any:
    named = {"chat": [str(chat.pk) for chat in chats], "act": act, **fields}
    return post(client, "/chats/selection/", turbo=turbo, **named)


@pytest.mark.parametrize("turbo", [True, False])
def test_each_act_does_what_it_says(
    client: Client, chat: Chat, owner: User, folder: Folder, turbo: bool
) -> None:
    def acted(act: str, **fields: Any) -> Chat:
        response = select(client, act, chat, turbo=turbo, **fields)
        assert response.status_code == (200 if turbo else 302), response.content
        return Chat.objects.get(pk=chat.pk)

    assert acted("pin").pinned_at
    assert acted("unpin").pinned_at is None
    assert acted("archive").archived_at
    assert acted("unarchive").archived_at is None
    assert acted("move", to=folder.pk).folder == folder
    assert acted("move", to="").folder is None
    assert [tag.name for tag in acted("tag", tags=" Latin , long rivers,,").tags.by_name()] == [
        "Latin",
        "long rivers",
    ]
    latin = Tag.objects.get(name="Latin")
    assert [tag.name for tag in acted("untag", tag=latin.pk).tags.all()] == ["long rivers"]
    assert acted("discard").deleted_at
    assert acted("restore").deleted_at is None
    acted("discard")
    acted("expire", confirmed="1")
    assert not Chat.objects.restorable_by(owner).exists()


def test_one_chat_goes_to_its_place_on_every_page(
    client: Client, chat: Chat, folder: Folder, hints: list[Hint], broadcasts: list[Broadcast]
) -> None:
    select(client, "move", chat, to=folder.pk)
    assert hints == [ChatMoved(chat.pk, 1)]
    assert any(b.has(action="remove", target=f"chat_item_{chat.pk}") for b in broadcasts)
    assert any(b.has(action="prepend", target=sidebar.folder_list(folder.pk)) for b in broadcasts)
    broadcasts.clear()
    select(client, "archive", chat)
    assert not any(b.has(action="prepend") for b in broadcasts)


def test_of_many_the_pages_are_told_once(
    client: Client, owner: User, hints: list[Hint], broadcasts: list[Broadcast]
) -> None:
    chats = [Chat.objects.create(owner=owner) for _ in range(30)]
    response = select(client, "archive", *chats)
    assert "30 chats archived." in response.content.decode()
    assert len(broadcasts) == 1
    assert "[data-stale~=list]" in broadcasts[0].html
    assert {hint.chat_id for hint in hints if isinstance(hint, ChatMoved)} == {c.pk for c in chats}


def test_what_was_done_can_be_undone(client: Client, chat: Chat) -> None:
    for act, undo in (("archive", "unarchive"), ("discard", "restore"), ("pin", "unpin")):
        html = select(client, act, chat).content.decode()
        assert f'name="act" value="{undo}"' in html
        assert select(client, undo, chat).status_code == 200


def test_a_deleted_chats_answer_is_stopped(client: Client, queued: Generation, chat: Chat) -> None:
    write(claimed(queued), "One, ")
    select(client, "discard", chat)
    queued.refresh_from_db()
    assert (queued.status, queued.message.text) == ("stopped", "One, ")


def test_the_chats_of_others_and_temporary_ones_are_left_alone(
    client: Client, strangers_client: Client, chat: Chat, owner: User
) -> None:
    temporary = Chat.objects.create(owner=owner, is_temporary=True)
    for act in acts.ACTS:
        fields: dict[str, Any] = {"tags": "mine", "tag": uuid4(), "confirmed": "1"}
        assert select(strangers_client, act, chat, **fields).status_code == 404
        assert select(client, act, temporary, **fields).status_code == 404
    chat.refresh_from_db()
    assert chat.version == 0
    assert select(client, "archive", chat, temporary).status_code == 200


def test_nobody_moves_a_chat_into_the_folder_of_another(
    client: Client, chat: Chat, stranger: User
) -> None:
    theirs = Folder.objects.create(owner=stranger, name="Theirs")
    response = select(client, "move", chat, to=theirs.pk)
    assert response.status_code == 422
    assert "That folder is no longer there." in response.content.decode()
    chat.refresh_from_db()
    assert chat.folder is None


def test_nobody_takes_the_tag_of_another_off(client: Client, chat: Chat, stranger: User) -> None:
    theirs = Tag.objects.create(owner=stranger, name="theirs")
    other = Chat.objects.create(owner=stranger)
    other.tags.add(theirs)
    select(client, "untag", chat, tag=theirs.pk)
    assert list(other.tags.all()) == [theirs]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"act": ""}, "Choose what to do"),
        ({"act": "explode"}, "Choose what to do"),
        ({"act": "tag", "tags": " , "}, "Write a tag first"),
        ({"act": "tag", "tags": "x" * 41}, "at most 40 characters"),
        ({"act": "tag", "tags": "a\0b"}, "Null characters"),
        ({"act": "move", "to": "nowhere"}, "valid UUID"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    client: Client, chat: Chat, fields: dict[str, str], sentence: str
) -> None:
    response = post(client, "/chats/selection/", turbo=True, chat=str(chat.pk), **fields)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    address = "/chats/selection/"
    assert client.post(address, {"chat": str(chat.pk), **fields}, follow=True).status_code == 200


def test_too_many_pins_are_refused_with_a_sentence(
    client: Client, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filed_module, "MOST_PINNED", 1)
    first, second = (Chat.objects.create(owner=owner) for _ in range(2))
    select(client, "pin", first)
    response = select(client, "pin", second)
    assert response.status_code == 422
    assert "At most 1 chats can be pinned" in response.content.decode()


def test_enter_in_the_field_of_tags_adds_them(client: Client, chat: Chat) -> None:
    select(client, "", chat, tags="Latin")
    assert [tag.name for tag in chat.tags.all()] == ["Latin"]


def test_a_selection_that_is_partly_gone_is_no_error(client: Client, chat: Chat) -> None:
    gone = Chat(pk=uuid4())
    assert select(client, "archive", chat, gone).status_code == 200
    chat.refresh_from_db()
    assert chat.archived_at
    hostile = {"chat": [str(chat.pk), "x", "\0"], "act": "unarchive"}
    assert post(client, "/chats/selection/", turbo=True, **hostile).status_code == 200


def test_all_that_a_filter_shows_can_be_selected_at_once(
    client: Client, owner: User, folder: Folder
) -> None:
    for n in range(120):
        Chat.objects.create(owner=owner, folder=folder if n % 2 else None)
    response = select(client, "archive", everything="1", folder=str(folder.pk))
    assert "60 chats archived." in response.content.decode()
    assert Chat.objects.filter(archived_at=None).count() == 60


@pytest.mark.parametrize("back", ["/chats/?state=archived", "https://elsewhere.example/", ""])
def test_without_javascript_one_comes_back_to_where_one_was(
    client: Client, chat: Chat, back: str
) -> None:
    response = select(client, "archive", chat, turbo=False, back=back)
    expected = back if back.startswith("/") else "/chats/"
    assert response.headers["Location"] == expected
    html = client.get(expected).content.decode()
    assert "Chat archived." in html


def test_the_page_of_all_chats_shows_what_the_filter_leaves(
    client: Client, owner: User, folder: Folder
) -> None:
    for title, where in (("in the folder", folder), ("outside", None), ("archived", None)):
        Chat.objects.create(owner=owner, title=title, folder=where)
    Chat.objects.filter(title="archived").archive()
    Chat.objects.filter(title="outside").tag(owner, ["Latin"])
    Chat.objects.create(owner=owner, title="temporary", is_temporary=True)
    tag = Tag.objects.get()
    assert _rows(client, "/chats/") == ["outside", "in the folder"]
    assert _rows(client, f"/chats/?folder={folder.pk}") == ["in the folder"]
    assert _rows(client, "/chats/?folder=none") == ["outside"]
    assert _rows(client, f"/chats/?tag={tag.pk}") == ["outside"]
    assert _rows(client, "/chats/?state=archived") == ["archived"]
    assert _rows(client, f"/chats/?state=archived&tag={tag.pk}") == []
    for hostile in ("folder=x", "tag=%00", "state=deleted", "folder=&tag=", "list_before=x"):
        assert _rows(client, f"/chats/?{hostile}") == ["outside", "in the folder"]


def test_the_page_of_all_chats_comes_in_pages(
    client: Client, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "PER_PAGE", 3)
    for n in range(7):
        Chat.objects.create(owner=owner, title=f"chat {n}")
    pages, address = [], "/chats/"
    while address:
        html = client.get(address).content.decode()
        pages.append(_rows(client, address))
        following = re.search(
            r'<a class="button button--line" href="(\?[^"]*list_before=.+?)"', html
        )
        address = f"/chats/{following[1]}" if following else ""
    assert [len(page) for page in pages] == [3, 3, 1]
    assert "All 7 chats" in client.get("/chats/").content.decode()


def test_pages_ask_no_more_for_many_chats_folders_and_tags(
    client: Client, owner: User, chat: Chat
) -> None:
    def grow() -> None:
        folder = Folder.objects.create(owner=owner, name=uuid4().hex)
        inside = Folder.objects.create(owner=owner, name="inner", parent=folder)
        for place in (None, folder, inside):
            made = Chat.objects.create(owner=owner, folder=place)
            Chat.objects.filter(pk=made.pk).tag(owner, [uuid4().hex])
        Chat.objects.filter(pk=made.pk).pin()
        Chat.objects.filter(pk=Chat.objects.create(owner=owner).pk).discard()

    grow()
    folder = Folder.objects.filter(parent=None).first()
    assert folder
    addresses = [
        "/",
        "/chats/",
        f"/chats/?folder={folder.pk}&state=archived",
        f"/chats/{chat.pk}/",
        f"/chats/{chat.pk}/order/",
        f"/folders/{folder.pk}/",
        f"/folders/{folder.pk}/chats/",
        "/folders/new/",
        "/trash/",
        "/trash/removal/?everything=1",
    ]
    few = {address: _queries(client, address) for address in addresses}
    for _ in range(5):
        grow()
    many = {address: _queries(client, address) for address in addresses}
    assert many == few
    assert max(many.values()) <= MOST_QUERIES, many


def test_the_sheet_of_a_chat_offers_what_can_be_done_with_it(
    client: Client, chat: Chat, owner: User, folder: Folder
) -> None:
    Chat.objects.filter(pk=chat.pk).tag(owner, ["<b>Latin</b>"])
    html = client.get(f"/chats/{chat.pk}/order/").content.decode()
    assert '<turbo-frame class="sheet__frame" id="sheet">' in html
    for act in ("pin", "archive", "move", "tag", "discard"):
        assert f'value="{act}"' in html
    assert "<b>Latin" not in html
    assert f'<option value="{folder.pk}">Work</option>' in html
    Chat.objects.filter(pk=chat.pk).archive()
    assert 'value="unarchive"' in client.get(f"/chats/{chat.pk}/order/").content.decode()


def test_an_archived_chat_can_be_read_and_says_what_a_message_does(
    client: Client, chat: Chat
) -> None:
    address = f"/chats/{chat.pk}/"
    archived = re.compile(r"<main[^>]* data-archived")
    assert not archived.search(client.get(address).content.decode())
    select(client, "archive", chat)
    html = client.get(address).content.decode()
    assert archived.search(html)
    assert "A new message brings it back to the list." in html
    response = client.post(f"{address}messages/", message("Again", version="1"), headers=TURBO)
    assert re.search(
        r'<turbo-stream action="advance"[^>]* title="Again">', response.content.decode()
    )
    assert not archived.search(client.get(address).content.decode())


def test_every_page_of_a_chat_learns_that_it_is_archived(client: Client, chat: Chat) -> None:
    select(client, "archive", chat)
    assert " archived>" in advance(chat.pk, chat.owner_id, 0)[1]
    select(client, "unarchive", chat)
    assert " archived>" not in advance(chat.pk, chat.owner_id, 1)[1]


def _rows(client: Client, address: str) -> list[str]:
    html = client.get(address).content.decode()
    return re.findall(r'<a class="row__title"[^>]*>(.+?)</a>', html)


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    return len(queries)
