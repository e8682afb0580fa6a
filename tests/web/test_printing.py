"""The page that is printed: the whole conversation, by no more questions than a short one."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from palaver.chats.models import Chat, Message
from palaver.web import conversation

MOST_QUERIES = 10


def test_it_shows_all_that_a_page_would_show_in_parts(
    client: Client, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "PER_PAGE", 3)
    _say(chat, 8)
    assert _shown(client, f"/chats/{chat.pk}/") == ["5", "6", "7"]
    assert _shown(client, f"/chats/{chat.pk}/?whole") == [*"01234567"]


def test_it_asks_no_more_for_a_long_chat(client: Client, chat: Chat) -> None:
    counts = []
    for number in (3, 60):
        _say(chat, number)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/chats/{chat.pk}/?whole")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_a_stranger_gets_none(client: Client, strangers_client: Client, chat: Chat) -> None:
    _say(chat, 1)
    assert client.get(f"/chats/{chat.pk}/?whole").status_code == 200
    assert strangers_client.get(f"/chats/{chat.pk}/?whole").status_code == 404


def _say(chat: Chat, number: int) -> None:
    last = chat.messages.order_by("-id").first()
    for n in range(number):
        last = Message.objects.create(chat=chat, parent=last, role="user", text=f"message {n}.")


def _shown(client: Client, address: str) -> list[str]:
    return re.findall(r"message (\d)\.", client.get(address).content.decode())
