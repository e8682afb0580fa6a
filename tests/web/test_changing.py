"""Stop, retry, continue; rename, delete, undo."""

import pytest
from django.test import Client

from palaver.chats.models import TITLE_LENGTH, Chat
from palaver.generation.hints import ChatMoved, Hint, Moved, Queued
from palaver.generation.models import Generation
from palaver.turbo.testing import Broadcast
from tests.generation.writing import claimed, finish, write
from tests.web.posting import post

pytestmark = pytest.mark.usefixtures("broadcasts")


@pytest.fixture
def stopped(queued: Generation) -> Generation:
    write(claimed(queued), "One, ")
    queued.stop()
    return queued


def test_a_stop_ends_the_answer_and_says_so_to_who_shows_it(
    client: Client, queued: Generation, hints: list[Hint]
) -> None:
    hints.clear()
    response = post(client, f"/messages/{queued.message_id}/stop/")
    assert response.headers["Location"] == f"/chats/{queued.message.chat_id}/"
    queued.refresh_from_db()
    assert queued.status == "stopped"
    assert hints == [Moved(queued.pk)]


def test_stopping_twice_is_no_error(client: Client, stopped: Generation) -> None:
    assert post(client, f"/messages/{stopped.message_id}/stop/", turbo=True).status_code == 204


def test_an_answer_goes_on(client: Client, stopped: Generation, hints: list[Hint]) -> None:
    hints.clear()
    chat = stopped.message.chat
    html = _again(client, stopped, "continuation")
    assert f'action="advance" target="chat_{chat.pk}" from="1" to="2"' in html
    assert f'id="message_{stopped.message_id}"' in html
    assert 'data-status="queued"' in html
    stopped.message.refresh_from_db()
    assert stopped.message.text == "One, "
    assert hints == [Queued(stopped.pk), Moved(stopped.pk), ChatMoved(chat.pk, 2)]


def test_a_retry_makes_another_answer(
    client: Client, stopped: Generation, hints: list[Hint]
) -> None:
    hints.clear()
    html = _again(client, stopped, "retry")
    other = Generation.objects.live().get()
    assert f'id="message_{other.message_id}"' in html
    assert f'id="message_{stopped.message_id}"' not in html
    assert "2 / 2" in html
    stopped.message.refresh_from_db()
    assert stopped.message.text == "One, "
    assert hints == [Queued(other.pk), ChatMoved(stopped.message.chat_id, 2)]


def test_a_retry_may_choose_another_model(client: Client, stopped: Generation) -> None:
    post(client, f"/messages/{stopped.message_id}/retry/", model="scripted/other")
    assert Generation.objects.live().get().model == "scripted/other"


@pytest.mark.parametrize("model", ["m\0", "m" * 201])
def test_a_model_that_cannot_be_stored_is_refused(
    client: Client, stopped: Generation, model: str
) -> None:
    response = post(client, f"/messages/{stopped.message_id}/retry/", turbo=True, model=model)
    assert response.status_code == 422
    stopped.refresh_from_db()
    assert stopped.status == "stopped"


def test_a_live_answer_is_left_alone(client: Client, queued: Generation) -> None:
    for verb in ("retry", "continuation"):
        post(client, f"/messages/{queued.message_id}/{verb}/")
    queued.refresh_from_db()
    assert (queued.status, queued.first_epoch) == ("queued", 1)


def test_an_answer_that_is_complete_is_not_continued(client: Client, queued: Generation) -> None:
    finish(claimed(queued), "So.")
    post(client, f"/messages/{queued.message_id}/continuation/")
    queued.refresh_from_db()
    assert queued.status == "done"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_hostile_version_is_no_error(client: Client, stopped: Generation, version: str) -> None:
    address = f"/messages/{stopped.message_id}/retry/"
    assert post(client, address, turbo=True, version=version).status_code in (200, 204)


def test_a_chat_is_renamed_everywhere(
    client: Client, chat: Chat, hints: list[Hint], broadcasts: list[Broadcast]
) -> None:
    response = post(client, f"/chats/{chat.pk}/title/", title="  On\n naming ")
    assert response.headers["Location"] == f"/chats/{chat.pk}/"
    chat.refresh_from_db()
    assert chat.display_title == "On naming"
    assert chat.titled_at is not None
    assert hints == [ChatMoved(chat.pk, 1)]
    assert broadcasts[0].has(action="replace", target=f"chat_item_{chat.pk}")


@pytest.mark.parametrize("title", ["", "  ", "x" * (TITLE_LENGTH + 1), "a\0b"])
def test_a_bad_title_is_refused(client: Client, chat: Chat, title: str) -> None:
    for turbo in (True, False):
        response = post(client, f"/chats/{chat.pk}/title/", turbo=turbo, title=title)
        assert response.status_code == 422
    chat.refresh_from_db()
    assert (chat.title, chat.version) == ("", 0)


@pytest.mark.parametrize("turbo", [True, False])
def test_a_deleted_chat_can_be_had_back(
    client: Client, queued: Generation, chat: Chat, broadcasts: list[Broadcast], turbo: bool
) -> None:
    address = f"/chats/{chat.pk}/"
    write(claimed(queued), "One, ")
    broadcasts.clear()
    response = post(client, f"{address}deletion/", turbo=turbo)
    assert f"{address}restoration/" in response.content.decode()
    assert client.get(address).status_code == 404
    assert any(b.has(action="remove", target=f"chat_item_{chat.pk}") for b in broadcasts)
    queued.refresh_from_db()
    assert (queued.status, queued.message.text) == ("stopped", "One, ")
    assert str(chat.pk) not in client.get("/chats/").content.decode()
    broadcasts.clear()
    assert post(client, f"{address}restoration/").headers["Location"] == address
    assert client.get(address).status_code == 200
    assert any(b.has(action="prepend", target="chat_items") for b in broadcasts)


def test_what_was_not_deleted_cannot_be_had_back(client: Client, chat: Chat) -> None:
    assert post(client, f"/chats/{chat.pk}/restoration/").status_code == 404
    post(client, f"/chats/{chat.pk}/deletion/")
    assert post(client, f"/chats/{chat.pk}/deletion/").status_code == 404


def _again(client: Client, generation: Generation, verb: str) -> str:
    address = f"/messages/{generation.message_id}/{verb}/"
    return str(post(client, address, turbo=True, version="1").content.decode())
