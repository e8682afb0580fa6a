"""Whoever is signed in reaches their own and nobody else's: every URL of the project is walked."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import UUIDConverter
from pytest_django import DjangoAssertNumQueries

from palaver.accounts.models import User
from palaver.chats.models import Chat, Folder, Tag
from palaver.generation.models import Generation, Waiting
from tests.chats.attaching import attached
from tests.documents.making import image
from tests.generation.fixtures import MODEL
from tests.web.attachments import drawn
from tests.web.posting import TURBO, message
from tests.web.shelves import a_prompt, an_assistant

pytestmark = pytest.mark.usefixtures("broadcasts")
NOT_FOUND, WRONG_METHOD = 404, 405
MANY = 60
MOST = 10  # statements of a page


@pytest.fixture
def owned(queued: Generation) -> dict[str, Any]:
    """What a URL may name, each of it the owner's; a URL that names anything else fails here."""
    message, chat = queued.message, queued.message.chat
    waiting = Waiting.objects.create(chat=chat, client_id=uuid4(), text="And?", model=MODEL)
    return {
        "assistant_id": an_assistant(chat.owner).pk,
        "prompt_id": a_prompt(chat.owner).pk,
        "chat_id": chat.pk,
        "message_id": message.pk,
        "question_id": message.parent_id,
        "waiting_id": waiting.pk,
        "folder_id": Folder.objects.create(owner=chat.owner, name="Work").pk,
        "attachment_id": drawn(attached(chat.owner, image(), "cat.png")).pk,
        "tag_id": Tag.objects.create(owner=chat.owner, name="Latin").pk,
    }


def test_a_stranger_is_told_that_there_is_no_such_thing(
    client: Client, strangers_client: Client, owned: dict[str, Any]
) -> None:
    addresses = list(_addresses(owned))
    assert len(addresses) >= 9
    for address in addresses:
        assert _statuses(strangers_client, address) <= {NOT_FOUND, WRONG_METHOD}, address
    assert Generation.objects.get().status == "queued"
    for address in addresses:
        if "restoration" not in address:
            assert _statuses(client, address) - {NOT_FOUND, WRONG_METHOD}, address
        if "deletion" in address:
            client.post(address.replace("deletion", "restoration"))


def test_a_strangers_undo_does_not_bring_a_chat_back(
    client: Client, strangers_client: Client, owned: dict[str, Any]
) -> None:
    address = f"/chats/{owned['chat_id']}/"
    client.post(f"{address}deletion/")
    assert strangers_client.post(f"{address}restoration/").status_code == NOT_FOUND
    assert client.get(address).status_code == NOT_FOUND
    client.post(f"{address}restoration/")
    assert client.get(address).status_code == 200


def test_what_does_not_exist_looks_the_same(
    strangers_client: Client, owned: dict[str, Any]
) -> None:
    unknown = dict.fromkeys(owned, uuid4())
    for theirs, nobodys in zip(_addresses(owned), _addresses(unknown), strict=True):
        assert _statuses(strangers_client, theirs) == _statuses(strangers_client, nobodys)


def test_a_message_that_is_no_answer_cannot_be_stopped(client: Client, queued: Generation) -> None:
    question = queued.message.parent_id
    for verb in ("stop", "retry", "continuation"):
        assert client.post(f"/messages/{question}/{verb}/").status_code == NOT_FOUND


@pytest.mark.parametrize("frame", ["", "chats"])
def test_no_page_asks_more_than_ten_times_however_much_there_is(
    client: Client,
    owned: dict[str, Any],
    owner: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    frame: str,
) -> None:
    Folder.objects.bulk_create(Folder(owner=owner, name=f"Folder {n}") for n in range(MANY))
    Tag.objects.bulk_create(Tag(owner=owner, name=f"tag-{n}") for n in range(MANY))
    Chat.objects.bulk_create(Chat(owner=owner, title=f"Chat {n}") for n in range(MANY))
    Chat.objects.bulk_create(
        Chat(owner=owner, title=f"Chat {n}", folder_id=owned["folder_id"]) for n in range(MANY)
    )
    for number in range(MANY):
        an_assistant(owner, name=f"Assistant {number}")
        a_prompt(owner, command=f"prompt-{number}")
    for address in _addresses(owned):
        with django_assert_max_num_queries(MOST, info=address):
            client.get(address, headers={"turbo-frame": frame} if frame else {})


def _statuses(client: Client, address: str) -> set[int]:
    fields = message(title="Mine now", version="0")
    return {
        client.get(address).status_code,
        client.get(address, headers={"turbo-frame": "chats"}).status_code,
        client.post(address, fields).status_code,
        client.post(address, fields, headers=TURBO).status_code,
    }


def _addresses(owned: dict[str, Any]) -> Iterator[str]:
    for route, pattern in _patterns(get_resolver()):
        converters = pattern.pattern.converters
        if any(isinstance(converter, UUIDConverter) for converter in converters.values()):
            for name in converters:
                route = route.replace(f"<uuid:{name}>", str(owned[name]))  # noqa: PLW2901
            yield route


def _patterns(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, route)
        else:
            yield route, entry
