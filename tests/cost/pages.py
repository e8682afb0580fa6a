"""An open page: it posts its form, follows the answer on its socket and acknowledges each frame."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from django.test import Client

from palaver.lib.threads import DatabaseThreads
from palaver.web.live.socket import live
from tests.cost.counting import Meter
from tests.generation.reading import Page as Reader
from tests.web.live.clients import LiveClient
from tests.web.posting import message, post

STREAM, CHAT, ANSWER = 1, 2, 3  # channels
HEADER, SHORT = 2, 126  # bytes of WebSocket's own on a frame, and two more from this length on

Watched = tuple[str, str]  # a message, and the cursor that it is shown with


class Page:
    def __init__(self, chat: UUID, client: Client, browser: DatabaseThreads, live: LiveClient):
        self._address = f"/chats/{chat}/"
        self._client = client
        self._browser = browser
        self._live = live
        self._version = 0

    async def load(self) -> None:
        html = await self._browser.run(self._get)
        self._version = int(_found(r'data-version="(\d+)"', html))
        chat = _found(r"/chats/(.+)/", self._address)
        self._live.say("watch", STREAM, "stream", _found(r'signed-stream-name="([^"]+)"', html))
        self._live.say("watch", CHAT, "chat", chat, self._version)

    async def ask(self, text: str, **pace: float) -> Watched:
        """Posts a question whose answer is this text, in pieces that come at this pace."""
        question = json.dumps({"text": text, "first": 1, **pace})
        changes = await self._browser.run(self._post, question)
        self._version = int(_found(r'to="(\d+)"', changes))
        found: list[Watched] = re.findall(r'message="([^"]+)" cursor="([^"]*)"', changes)
        return found[-1]

    async def follow(self, watched: Watched, html: str) -> None:
        """Shows the answer until it ends; it has to be this HTML then."""
        self._live.say("watch", ANSWER, "answer", watched[0], "")
        reader = Reader()
        while reader.end is None:
            channel, *payload = await self._live.hear()
            assert channel != ANSWER or reader.receive(payload)
        assert reader.html == html
        self._live.say("drop", ANSWER)

    def _get(self) -> str:
        return str(self._client.get(self._address).content.decode())

    def _post(self, question: str) -> str:
        fields = message(question, version=self._version)
        response = post(self._client, f"{self._address}messages/", turbo=True, **fields)
        return str(response.content.decode())


class CountedClient(LiveClient):
    """The browser's end of a socket, which counts what comes."""

    def __init__(self, cookie: str, meter: Meter) -> None:
        super().__init__({"host": "testserver", "cookie": cookie})
        self._meter = meter

    async def send(self, message: dict[str, Any]) -> None:
        text = message.get("text", "")
        if text[1:2].isdigit():
            others = "" if text.startswith(f"[{ANSWER},") else "other "
            self._meter.add(f"{others}frames")
            self._meter.add(f"{others}bytes", _on_the_wire(text))
        await super().send(message)


@asynccontextmanager
async def connected(cookie: str, meter: Meter) -> AsyncIterator[LiveClient]:
    client = CountedClient(cookie, meter)
    serving = asyncio.create_task(live(client.scope, client.receive, client.send))
    try:
        yield client
    finally:
        client.leave()
        await serving


def _on_the_wire(text: str) -> int:
    length = len(text.encode())
    return length + (HEADER if length < SHORT else 2 * HEADER)


def _found(pattern: str, html: str) -> str:
    match = re.search(pattern, html)
    assert match, f"There is no {pattern} in {html}"
    return match[1]
