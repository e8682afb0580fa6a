"""The trash: what is there, for how long, restored, and gone for good once it was asked twice."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from palaver.accounts.models import User
from palaver.chats.models import Chat
from palaver.web.views import trash
from tests.web.posting import post

pytestmark = pytest.mark.usefixtures("broadcasts")


@pytest.fixture
def deleted(owner: User) -> list[Chat]:
    """The last deleted comes first."""
    chats = [Chat.objects.create(owner=owner, title=f"chat {n}") for n in range(3)]
    for days, chat in enumerate(chats):
        then = timezone.now() - timedelta(days=days)
        Chat.objects.filter(pk=chat.pk).update(deleted_at=then)
    return chats


def test_it_shows_what_was_deleted_and_for_how_long(
    client: Client, strangers_client: Client, deleted: list[Chat]
) -> None:
    html = client.get("/trash/").content.decode()
    assert re.findall(r">chat (\d)</span>", html) == ["0", "1", "2"]
    assert re.findall(r"(\d+) days left", html) == ["30", "29", "28"]
    assert "The trash is empty." in strangers_client.get("/trash/").content.decode()


def test_it_comes_in_pages(
    client: Client, deleted: list[Chat], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trash, "PER_PAGE", 2)
    html = client.get("/trash/").content.decode()
    following = re.search(r'href="(\?list_before=[^"]+)"', html)
    assert following
    html = client.get(f"/trash/{following[1]}").content.decode()
    assert re.findall(r">chat (\d)</span>", html) == ["2"]


def test_for_good_is_asked_again(client: Client, owner: User, deleted: list[Chat]) -> None:
    chosen = [str(chat.pk) for chat in deleted[:2]]
    response = post(client, "/chats/selection/", act="expire", chat=chosen)
    question = client.get(response.headers["Location"]).content.decode()
    assert "Delete 2 chats for good?" in question
    assert Chat.objects.restorable_by(owner).count() == 3
    fields = dict(
        re.findall(r'<input type="hidden" name="(act|confirmed)" value="(.+?)">', question)
    )
    asked = re.findall(r'<input type="hidden" name="chat" value="(.+?)">', question)
    assert set(asked) == set(chosen)
    post(client, "/chats/selection/", chat=asked, **fields)
    assert list(Chat.objects.restorable_by(owner)) == [deleted[2]]


def test_all_of_it_can_be_emptied(
    client: Client, strangers_client: Client, owner: User, chat: Chat, deleted: list[Chat]
) -> None:
    assert strangers_client.get("/trash/removal/?everything=1").status_code == 404
    question = client.get("/trash/removal/?everything=1").content.decode()
    assert "Delete 3 chats for good?" in question
    post(client, "/chats/selection/", act="expire", everything="1", confirmed="1")
    assert not Chat.objects.restorable_by(owner).exists()
    assert list(Chat.objects.visible_to(owner)) == [chat]
    assert client.get("/trash/removal/?everything=1").status_code == 404


def test_what_is_not_in_the_trash_is_not_deleted_for_good(client: Client, chat: Chat) -> None:
    fields = {"act": "expire", "chat": str(chat.pk), "confirmed": "1"}
    assert client.post("/chats/selection/", fields).status_code == 404
    assert client.get(f"/trash/removal/?chat={chat.pk}").status_code == 404
    chat.refresh_from_db()
    assert chat.deleted_at is None
