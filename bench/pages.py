"""How long the server takes for the page of a chat, however much was said in it."""

import json
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from statistics import median
from urllib.parse import urlsplit

from bench.figures import Figure
from bench.systems import Embedded

SHORT, LONG = (f"page of a chat with {number} messages, p50, ms" for number in ("50", "5,000"))
NUMBERS = {SHORT: 50, LONG: 5_000}
SHOWN = 50  # messages of a page, whatever the chat has
ROUNDS = 60
OK = 200
_MAKE_CHATS = """
import json, uuid
from django.contrib.auth import get_user_model
from django.test import Client
from bench.text import text
from palaver.chats.models import Chat, Message
from palaver.generation.models import Generation
from palaver.markdown import render

person = get_user_model().objects.create(username=uuid.uuid4().hex)
client = Client()
client.force_login(person)

def message(chat, parent, role, said):
    html = render(said) if role == "assistant" else ""
    return Message(chat=chat, parent=parent, role=role, text=said, html=html)

def chat(number):
    chat, last, said = Chat.objects.create(owner=person), None, []
    for seed in range(number // 2):
        question = message(chat, last, "user", text(seed, 30))
        last = message(chat, question, "assistant", text(seed, 300))
        said += [question, last]
    Message.objects.bulk_create(said)
    Generation.objects.bulk_create(
        Generation(message=m, model="openai/model", status="done", epoch=1, length=len(m.text))
        for m in said[1::2]
    )
    return str(chat.pk)

print(json.dumps([client.cookies["sessionid"].value, *map(chat, {numbers})]))
"""


def pages(system: Embedded) -> Iterator[Figure]:
    """The pages in turn, by a browser that keeps its connection."""
    session, *chats = json.loads(system.shell(_MAKE_CHATS.replace("{numbers}", _numbers())))
    connection = HTTPConnection(urlsplit(system.address).netloc)
    headers = {"Cookie": f"sessionid={session}"}
    times: dict[str, list[float]] = {what: [] for what in NUMBERS}
    for _ in range(ROUNDS):
        for what, chat in zip(NUMBERS, chats, strict=True):
            times[what].append(_time(connection, f"/chats/{chat}/", headers))
    connection.close()
    for what, seconds in times.items():
        yield Figure(what, system.name, 1000 * median(seconds))


def _numbers() -> str:
    return repr(list(NUMBERS.values()))


def _time(connection: HTTPConnection, path: str, headers: dict[str, str]) -> float:
    began = time.monotonic()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    html = answer.read().decode()
    seconds = time.monotonic() - began
    assert answer.status == OK
    assert html.count('id="message_') == SHOWN, html
    return seconds
