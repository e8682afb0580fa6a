"""How long the server takes to search 100,000 messages of one person, and to list 2,000 chats."""

import json
import random
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from statistics import median, quantiles
from urllib.parse import quote, urlsplit

from bench.figures import Figure
from bench.populate import Plan
from bench.systems import Embedded

PLAN = Plan()
ROUNDS = 20  # of all questions
P50, P99 = (f"search in 100,000 messages, {part}, ms" for part in ("p50", "p99"))
LIST = "list of 2,000 chats, p50, ms"
# As they are typed: frequent words and rare ones, one that is not finished, and every condition.
QUESTIONS = (
    "the",
    "river bridge",
    "glac",
    '"of the"',
    "Bacordel",
    "the -water",
    "天气",
    "Straße",
    "from:me how",
    "from:answer memory",
    "model:sonnet the",
    "in:Garden the",
    "before:2026-01 the",
    "after:2026 network",
    "nobody-ever-said-this",
)
FOUND = {"the", "river bridge", "glac", '"of the"', "天气", "Straße", "in:Garden the"}
OK = 200
_POPULATE = """
import json, uuid
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from bench.populate import Plan, populate

person = get_user_model().objects.create(username=uuid.uuid4().hex)
client = Client()
client.force_login(person)
populate(person, {plan}, say=lambda _words: None)
if connection.vendor == "postgresql":
    connection.cursor().execute("ANALYZE")  # as its autovacuum does soon
print(json.dumps(client.cookies["sessionid"].value))
"""


def searching(system: Embedded) -> Iterator[Figure]:
    """The questions in random order, by a browser that keeps its connection."""
    session = json.loads(system.shell(_POPULATE.format(plan=PLAN)))
    browser = _Browser(system.address, session)
    times = [1000 * browser.search(question) for question in _asked()]
    yield Figure(P50, system.name, median(times))
    yield Figure(P99, system.name, quantiles(times, n=100)[98])
    lists = [browser.get("/chats/", "chats")[0] for _ in range(ROUNDS)]
    yield Figure(LIST, system.name, 1000 * median(lists))
    browser.close()


def _asked() -> list[str]:
    asked = [*QUESTIONS] * ROUNDS
    random.Random(1).shuffle(asked)  # noqa: S311  no secret
    return asked


class _Browser:
    def __init__(self, address: str, session: str) -> None:
        self._connection = HTTPConnection(urlsplit(address).netloc)
        self._cookie = f"sessionid={session}"

    def search(self, question: str) -> float:
        seconds, html = self.get(f"/search/?q={quote(question)}", "search_results")
        assert question not in FOUND or 'class="hit"' in html, question
        return seconds

    def get(self, path: str, frame: str) -> tuple[float, str]:
        """The seconds until the last byte, and what came."""
        began = time.monotonic()
        self._connection.request(
            "GET", path, headers={"Cookie": self._cookie, "Turbo-Frame": frame}
        )
        answer = self._connection.getresponse()
        html = answer.read().decode()
        seconds = time.monotonic() - began
        assert answer.status == OK, html
        return seconds, html

    def close(self) -> None:
        self._connection.close()
