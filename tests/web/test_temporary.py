"""Temporary chats: in no list, in no search, not in the trash, and gone when they end."""

import pytest
from django.test import Client

from palaver.accounts.models import User
from palaver.chats.models import Chat
from palaver.generation import log, sending
from palaver.generation.hints import ChatMoved, Hint
from palaver.generation.models import Generation
from palaver.turbo.testing import Broadcast
from palaver.web.advance import REFRESH, advance
from tests.generation.writing import append, claimed, write
from tests.web.posting import message, post

pytestmark = pytest.mark.usefixtures("broadcasts")


@pytest.fixture
def temporary(client: Client) -> Chat:
    client.post("/chats/", message("A secret", temporary="1", model="scripted/other"))
    return Chat.objects.get()


def test_it_is_chosen_on_the_page_of_a_new_chat(client: Client) -> None:
    html = client.get("/").content.decode()
    assert 'href="/?temporary=1"' in html
    assert 'name="temporary"' not in html
    html = client.get("/?temporary=1").content.decode()
    assert '<input type="hidden" name="temporary" value="1">' in html
    assert "it is in no list and no search" in html


def test_it_can_be_read_but_is_in_no_list(
    client: Client, temporary: Chat, broadcasts: list[Broadcast]
) -> None:
    assert temporary.is_temporary
    assert "A secret" in client.get(f"/chats/{temporary.pk}/").content.decode()
    for address in ("/", "/chats/", "/chats/?state=archived", "/trash/", "/palette/?q=secret"):
        assert "A secret" not in client.get(address).content.decode(), address
    assert not any("secret" in broadcast.html for broadcast in broadcasts)
    assert 'value="scripted/other" selected' not in client.get("/").content.decode()


def test_it_cannot_be_put_in_order(client: Client, temporary: Chat) -> None:
    assert client.get(f"/chats/{temporary.pk}/order/").status_code == 404
    assert "order/" not in client.get(f"/chats/{temporary.pk}/").content.decode()


@pytest.mark.parametrize("turbo", [True, False])
def test_it_is_gone_when_it_ends(
    client: Client, temporary: Chat, hints: list[Hint], turbo: bool
) -> None:
    address = f"/chats/{temporary.pk}/"
    hints.clear()
    response = post(client, f"{address}deletion/", turbo=turbo)
    assert response.status_code == (200 if turbo else 302)
    assert "restoration" not in response.content.decode()
    assert not Chat.objects.filter(pk=temporary.pk).exists()
    assert client.get(address).status_code == 404
    assert [hint.chat_id for hint in hints if isinstance(hint, ChatMoved)] == [temporary.pk]


def test_another_page_that_shows_it_is_told_to_load_again(client: Client, temporary: Chat) -> None:
    version = temporary.version
    post(client, f"/chats/{temporary.pk}/deletion/")
    assert advance(temporary.pk, temporary.owner_id, version)[1] == REFRESH


def test_an_answer_that_was_being_written_ends_with_it(client: Client, temporary: Chat) -> None:
    generation = Generation.objects.get()
    run = write(claimed(generation), "One, ")
    post(client, f"/chats/{temporary.pk}/deletion/")
    assert log.append([append(run, "two")]) == set()
    assert not Generation.objects.exists()


def test_what_is_sent_while_it_ends_is_told_that_it_is_not_there(
    client: Client, temporary: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "count_send", lambda _user: temporary.delete())
    address = f"/chats/{temporary.pk}/messages/"
    assert client.post(address, message("Too late")).status_code == 404


def test_its_fork_is_temporary_too(client: Client, temporary: Chat) -> None:
    generation = Generation.objects.get()
    generation.stop()
    client.post(f"/messages/{generation.message_id}/fork/")
    assert [chat.is_temporary for chat in Chat.objects.all()] == [True, True]


def test_no_chat_is_temporary_and_in_a_folder(client: Client, owner: User) -> None:
    folder = owner.folders.create(name="Work")
    html = client.get(f"/?temporary=1&folder={folder.pk}").content.decode()
    assert 'name="folder"' not in html
    client.post("/chats/", message("Why?", temporary="1", folder=str(folder.pk)))
    chat = Chat.objects.get()
    assert (chat.is_temporary, chat.folder) == (True, None)


def test_a_stranger_cannot_end_it(strangers_client: Client, temporary: Chat) -> None:
    assert post(strangers_client, f"/chats/{temporary.pk}/deletion/").status_code == 404
    assert Chat.objects.filter(pk=temporary.pk).exists()
