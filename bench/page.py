"""The client of Palaver: what a page does, without a browser."""

import re
import time
from uuid import uuid4

import aiohttp

from bench.live import LiveClient
from bench.questions import Script
from tests.frames import position_of

CSRF_TOKEN = "0123456789abcdefghijklmnopqrstuv"  # noqa: S105  of the measured installation only
ACCEPT = {"Accept": "text/vnd.turbo-stream.html, text/html"}
MODEL = "openai/model"
OK = 200
KEPT = 2.0  # seconds of an idle connection
SLOWNESS = 1.0  # seconds that a slow client waits before it reads on


class PageClient(LiveClient):
    """One open chat: its form, and its live socket."""

    def __init__(self, address: str, chat: str, session: str) -> None:
        super().__init__(address, session)
        self._headers["Cookie"] += f"; csrftoken={CSRF_TOKEN}"
        self._chat = chat

    async def open(self) -> None:
        # uvicorn ends an idle connection after 5 seconds, maybe just when it is used again.
        connector = aiohttp.TCPConnector(keepalive_timeout=KEPT)
        self._http = aiohttp.ClientSession(
            self._address, headers=self._headers, connector=connector
        )
        async with self._http.get(f"/chats/{self._chat}/") as page:
            html = await page.text()
        self._version = int(_found(r'data-version="(\d+)"', html))
        await super().open()
        self._watch("stream", _found(r'signed-stream-name="([^"]+)"', html))
        self._watch("chat", self._chat, self._version)

    async def close(self) -> None:
        await super().close()
        await self._http.close()

    async def _ask(self, script: Script) -> None:
        html = await self._post(script.question)
        self._received.posting = time.monotonic() - self._received.asked
        self._version = int(_found(r'to="(\d+)"', html))
        message, cursor = re.findall(r'message="([^"]+)" cursor="([^"]*)"', html)[-1]
        # Where the answer began within the post, all of it is asked for: this page parses no HTML.
        self._follow(message, "" if position_of(cursor) else cursor)

    async def _post(self, text: str) -> str:
        fields = {
            "csrfmiddlewaretoken": CSRF_TOKEN,
            "text": text,
            "model": MODEL,
            "client_id": str(uuid4()),
            "version": str(self._version),
        }
        path = f"/chats/{self._chat}/messages/"
        async with self._http.post(path, data=fields, headers=ACCEPT) as sent:
            html = await sent.text()
            if sent.status != OK:
                raise ValueError(f"The post was answered with {sent.status}: {html}")
            return html


class SlowPageClient(PageClient):
    """Reads, and then nothing for a while, as on a line that is too thin."""

    is_slow = True

    def _hear(self, content: bytes) -> None:
        super()._hear(content)
        self._socket.rest(SLOWNESS)


def _found(pattern: str, html: str) -> str:
    match = re.search(pattern, html)
    if match is None:
        raise ValueError(f"There is no {pattern} in {html}")
    return match[1]
