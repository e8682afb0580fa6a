"""The statements of a page do not depend on how much there is to show."""

import re
from itertools import pairwise

import pytest
from django.test import Client

from palaver.accounts.models import User
from palaver.chats.models import Chat, Message
from palaver.generation.models import Generation, Status
from tests.cost.bounds import PAGES, breaches
from tests.cost.counting import Meter
from tests.web.conftest import signed_in

FEW, MANY = 51, 5000  # of so few messages one is left for a second page


@pytest.fixture
def client(owner: User) -> Client:
    return signed_in(owner)


def test_a_long_chat_asks_for_no_more_than_a_short_one(owner: User, client: Client) -> None:
    few, many = (statements(client, a_chat(owner, number)) for number in (FEW, MANY))
    assert few == many
    assert breaches(many, PAGES) == {}


def test_a_long_list_asks_for_no_more_than_a_short_one(owner: User, client: Client) -> None:
    chat = a_chat(owner, FEW)
    few = statements(client, chat)
    Chat.objects.bulk_create(Chat(owner=owner, title=f"Chat {n}") for n in range(MANY))
    assert statements(client, chat) == few


def statements(client: Client, chat: str) -> dict[str, int]:
    """What each page asks the database; `chat` is the address of one."""
    earlier = re.search(
        r'src="(/chats/[0-9a-f-]+/\?before=[^"]+)"', client.get(chat).content.decode()
    )
    assert earlier, "There are no earlier messages."
    return {
        "a new chat": _statements(client, "/"),
        "the list": _statements(client, "/chats/"),
        "a chat": _statements(client, chat),
        "its earlier messages": _statements(client, earlier[1], turbo_frame="earlier"),
    }


def a_chat(owner: User, messages: int) -> str:
    """The address of a chat with so many messages, every other of them an answer."""
    chat = owner.chats.create()
    roles = [("user", "assistant")[n % 2] for n in range(messages)]
    new = [Message(chat=chat, role=role, text="So.", html="<p>So.</p>") for role in roles]
    for parent, message in pairwise(new):
        message.parent = parent
    made = Message.objects.bulk_create(new)
    answers = (message for message in made if message.role == "assistant")
    Generation.objects.bulk_create(Generation(message=m, status=Status.DONE) for m in answers)
    return f"/chats/{chat.pk}/"


def _statements(client: Client, address: str, **headers: str) -> int:
    meter = Meter()
    with meter.on():
        assert client.get(address, headers=headers).status_code == 200
    return meter.taken()["statements"]
