"""Folders on the pages: made, changed, removed, looked into, begun in."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from palaver.accounts.models import User
from palaver.chats.models import Chat, Folder
from palaver.turbo.testing import Broadcast
from palaver.web import lists
from tests.web.posting import message, post

pytestmark = pytest.mark.usefixtures("broadcasts")


def save(
    client: Client, address: str = "/folders/new/", *, turbo: bool = True, **fields: Any
) -> Any:
    return post(client, address, turbo=turbo, **{"name": "Work", **fields})


@pytest.fixture
def folder(owner: User) -> Folder:
    return Folder.objects.create(owner=owner, name="Work", model="scripted/other")


@pytest.mark.parametrize("turbo", [True, False])
def test_a_folder_is_made_and_every_page_is_told(
    client: Client, owner: User, broadcasts: list[Broadcast], turbo: bool
) -> None:
    response = save(
        client, turbo=turbo, name="  My\n work ", instructions="Be brief.", model="scripted/other"
    )
    assert response.status_code == (200 if turbo else 302)
    made = Folder.objects.get()
    assert (made.owner, made.name, made.parent) == (owner, "My work", None)
    assert (made.instructions, made.model) == ("Be brief.", "scripted/other")
    assert "[data-stale~=list]" in broadcasts[-1].html
    assert "My work" in client.get("/").content.decode()


def test_a_folder_is_changed_and_moved(client: Client, folder: Folder, owner: User) -> None:
    other = Folder.objects.create(owner=owner, name="Other")
    html = client.get(f"/folders/{folder.pk}/").content.decode()
    assert f'<option value="{other.pk}">Other</option>' in html
    assert f'<option value="{folder.pk}"' not in html, "it cannot go into itself"
    save(client, f"/folders/{folder.pk}/", name="Works", parent=str(other.pk))
    changed = Folder.objects.get(pk=folder.pk)
    assert (changed.name, changed.parent, changed.model) == ("Works", other, "")
    html = client.get(f"/folders/{folder.pk}/").content.decode()
    assert f'<option value="{other.pk}" selected>Other</option>' in html


@pytest.mark.parametrize("turbo", [True, False])
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "  "}, "Write a name first."),
        ({"name": "n" * 81}, "at most 80 characters"),
        ({"name": "a\0b"}, "Null characters"),
        ({"name": "work"}, "There is a folder “work” already"),
        ({"name": "x", "parent": "nowhere"}, "valid UUID"),
        ({"name": "x", "parent": str(uuid4())}, "That folder is no longer there."),
        ({"name": "x", "instructions": "i" * 20_001}, "at most 20000 characters"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    client: Client, folder: Folder, turbo: bool, fields: dict[str, str], sentence: str
) -> None:
    response = save(client, turbo=turbo, **fields)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert list(Folder.objects.all()) == [folder]


def test_a_cycle_is_refused_with_a_sentence(client: Client, folder: Folder, owner: User) -> None:
    inner = Folder.objects.create(owner=owner, name="inner", parent=folder)
    response = save(client, f"/folders/{folder.pk}/", parent=str(inner.pk))
    assert response.status_code == 422
    assert "A folder cannot be inside itself." in response.content.decode()
    folder.refresh_from_db()
    assert folder.parent is None


@pytest.mark.parametrize("turbo", [True, False])
def test_a_folder_goes_and_its_chats_stay(
    client: Client, folder: Folder, owner: User, broadcasts: list[Broadcast], turbo: bool
) -> None:
    inner = Folder.objects.create(owner=owner, name="inner", parent=folder)
    chat = Chat.objects.create(owner=owner, folder=inner)
    page = client.get(f"/folders/{inner.pk}/").content.decode()
    assert "Only the folder goes. What is in it (1 chat, 0 folders) moves to Work." in page
    post(client, f"/folders/{inner.pk}/deletion/", turbo=turbo)
    assert Chat.objects.get(pk=chat.pk).folder == folder
    assert "[data-stale~=list]" in broadcasts[-1].html
    assert "moves to the top" in client.get(f"/folders/{folder.pk}/").content.decode()
    post(client, f"/folders/{folder.pk}/deletion/", turbo=turbo)
    assert Chat.objects.get(pk=chat.pk).folder is None
    assert client.get(f"/folders/{folder.pk}/").status_code == 404


def test_the_sidebar_has_the_tree_and_what_is_in_no_folder(
    client: Client, folder: Folder, owner: User
) -> None:
    inner = Folder.objects.create(owner=owner, name="<i>inner</i>", parent=folder)
    Chat.objects.create(owner=owner, title="outside")
    chat = Chat.objects.create(owner=owner, title="in a drawer", folder=inner)
    html = client.get("/chats/", headers={"turbo-frame": "chats"}).content.decode()
    assert html.index(f'id="folder_{folder.pk}"') < html.index(f'id="folder_{inner.pk}"')
    assert "<i>inner</i>" not in html
    assert "outside" in html
    assert "in a drawer" not in html
    assert " open>" not in html
    html = client.get(f"/chats/{chat.pk}/").content.decode()
    for each in (folder, inner):
        assert re.search(rf'<details id="folder_tree_{each.pk}".+? open>', html)


def test_a_folder_shows_its_newest_chats(
    client: Client, folder: Folder, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PER_FOLDER", 2)
    for n in range(3):
        Chat.objects.create(owner=owner, title=f"chat {n}", folder=folder)
    html = client.get(f"/folders/{folder.pk}/chats/").content.decode()
    assert re.findall(r"chat (\d)</span>", html) == ["2", "1"]
    assert "All chats<span" in html


def test_what_is_pinned_stands_on_top_in_the_order_of_pinning(
    client: Client, owner: User, folder: Folder
) -> None:
    chats = [Chat.objects.create(owner=owner, title=f"chat {n}", folder=folder) for n in range(3)]
    for n in (2, 0):
        Chat.objects.filter(pk=chats[n].pk).pin()
    html = client.get("/").content.decode()
    assert re.findall(r"chat (\d)</span>", html) == ["2", "0"]


def test_a_chat_begins_in_the_folder_with_its_model(
    client: Client, folder: Folder, owner: User
) -> None:
    inner = Folder.objects.create(owner=owner, name="inner", parent=folder)
    html = client.get(f"/?folder={inner.pk}").content.decode()
    assert "This chat will be in the folder Work / inner." in html
    assert f'<input type="hidden" name="folder" value="{inner.pk}">' in html
    assert 'value="scripted/other" selected' in html
    client.post("/chats/", message("Why?", folder=str(inner.pk)))
    assert Chat.objects.get().folder == inner


@pytest.mark.parametrize("theirs", [True, False])
def test_a_chat_begins_without_a_folder_that_is_not_there(
    client: Client, stranger: User, theirs: bool
) -> None:
    unknown = Folder.objects.create(owner=stranger, name="Theirs").pk if theirs else uuid4()
    assert 'name="folder"' not in client.get(f"/?folder={unknown}").content.decode()
    client.post("/chats/", message("Why?", folder=str(unknown)))
    assert Chat.objects.get().folder is None
