"""The chats that the command palette finds."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from palaver.accounts.models import User
from palaver.chats.models import Chat
from palaver.web.views.palette import MOST_CHATS
from tests.generation.fixtures import Ask

MOST_QUERIES = 3
NOW = timezone.now()


@pytest.fixture
def titled(owner: User) -> list[Chat]:
    titles = ["Rivers of Europe", "A river in spring", "Bread and butter", ""]
    return [
        Chat.objects.create(
            owner=owner, title=title, opening="How deep is it?", active_at=NOW - timedelta(days=age)
        )
        for age, title in enumerate(titles)
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [0, 1, 2, 3]),
        ("river", [0, 1]),
        ("RIVER  spr", [1]),
        ("utter", [2]),
        ("deep", [3]),
        ("bread deep", []),
        ("%", []),
        ("_", []),
        ("\0river", [0, 1]),
    ],
)
def test_chats_are_found_by_parts_of_their_titles(
    client: Client, titled: list[Chat], query: str, found: list[int]
) -> None:
    assert _found(client, query) == [str(titled[number].pk) for number in found]


def test_there_are_only_the_last_used(client: Client, owner: User) -> None:
    for number in range(MOST_CHATS + 3):
        Chat.objects.create(owner=owner, title=f"Chat {number}")
    assert len(_found(client, "")) == len(_found(client, "chat")) == MOST_CHATS


def test_nobody_finds_what_is_not_theirs_or_in_the_trash(
    client: Client, strangers_client: Client, titled: list[Chat]
) -> None:
    assert _found(client, "river")
    assert _found(strangers_client, "river") == []
    titled[0].discard()
    assert _found(client, "river") == [str(titled[1].pk)]


def test_a_title_is_shown_as_text(client: Client, owner: User) -> None:
    Chat.objects.create(owner=owner, title="<script>alert(1)</script>")
    html = client.get("/palette/?q=script").content.decode()
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


@pytest.mark.usefixtures("broadcasts")
def test_it_asks_little_and_never_for_messages(client: Client, ask: Ask, owner: User) -> None:
    for _ in range(3):
        ask("How deep is a river?", chat=Chat.objects.create(owner=owner))
    with CaptureQueriesContext(connection) as queries:
        assert len(_found(client, "river")) == 3
    assert len(queries) <= MOST_QUERIES
    assert not [query["sql"] for query in queries if "chats_message" in query["sql"]]


def test_a_long_question_is_cut(client: Client, titled: list[Chat]) -> None:
    with CaptureQueriesContext(connection) as queries:
        _found(client, "river " * 10_000)
    assert len(queries[-1]["sql"]) < 5_000


def _found(client: Client, query: str) -> list[str]:
    html = client.get("/palette/", {"q": query}).content.decode()
    return re.findall(r'role="option" tabindex="-1" href="/chats/([0-9a-f-]+)/"', html)
