"""The client of Palaver: what a page does, without a browser."""

import json
import re
import time
from itertools import accumulate
from typing import Any
from uuid import uuid4

import aiohttp

from bench.client import Client, difference
from bench.questions import Script
from bench.websocket import WebSocket
from palaver.markdown import render
from tests.markdown.reader import Reader

CSRF_TOKEN = "0123456789abcdefghijklmnopqrstuv"  # noqa: S105  of the measured installation only
ACCEPT = {"Accept": "text/vnd.turbo-stream.html, text/html"}
MODEL = "openai/model"
OK = 200
KEPT = 2.0  # seconds of an idle connection


class PageClient(Client):
    """One open chat: its form, its live socket, and its last answer as it is shown."""

    def __init__(self, address: str, chat: str, session: str) -> None:
        super().__init__(address)
        self._chat = chat
        self._headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF_TOKEN}"}
        self._channel = 0
        self._frames = 0

    async def open(self) -> None:
        # uvicorn ends an idle connection after 5 seconds, maybe just when it is used again.
        connector = aiohttp.TCPConnector(keepalive_timeout=KEPT)
        self._http = aiohttp.ClientSession(
            self._address, headers=self._headers, connector=connector
        )
        async with self._http.get(f"/chats/{self._chat}/") as page:
            html = await page.text()
        self._version = int(_found(r'data-version="(\d+)"', html))
        headers = {**self._headers, "Origin": self._address}
        self._socket = await WebSocket.connect(self._address, "/ws/live/", self._hear, headers)
        self._watch("stream", _found(r'signed-stream-name="([^"]+)"', html))
        self._watch("chat", self._chat, self._version)

    async def close(self) -> None:
        self._socket.close()
        await self._http.close()

    async def _ask(self, script: Script) -> None:
        html = await self._post(script.question)
        self._received.posting = time.monotonic() - self._received.asked
        self._version = int(_found(r'to="(\d+)"', html))
        self._message, cursor = re.findall(r'message="([^"]+)" cursor="([^"]*)"', html)[-1]
        # Where the answer began within the post, all of it is asked for: this page parses no HTML.
        self._cursor = "" if _position(cursor) else cursor
        self._shown, self._status = Reader(), ""
        self._channel = self._watch("answer", self._message, self._cursor)

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
                raise ValueError(f"The post was answered with {sent.status}: {html[:200]}")
            return html

    def _hear(self, content: bytes) -> None:
        frame = json.loads(content)
        if frame[0] == "ping":
            self._say("pong")
        elif isinstance(frame[0], int):
            self._frames += 1
            if frame[0] == self._channel:
                self._take(len(content) + 4, *frame[1:])
            self._say("ack", self._frames)

    def _take(self, size: int, start: str, cursor: str, _reasoning: str, *ops: Any) -> None:
        if start not in ("", self._cursor):
            self._channel = self._watch("answer", self._message, self._cursor)
            return
        end = ops.index("end") if "end" in ops else len(ops)
        self._shown.apply(list(ops[:end]))
        self._cursor = cursor
        self._received.mark(_position(cursor), size)
        if end < len(ops):
            self._status = ops[end + 1]
            self._say("drop", self._channel)
            self._ended.set()

    def _watch(self, *words: Any) -> int:
        self._channels = getattr(self, "_channels", 0) + 1
        self._say("watch", self._channels, *words)
        return self._channels

    def _say(self, *words: Any) -> None:
        self._socket.send(json.dumps(words))

    def _fault(self, script: Script) -> str:
        self._received.ends = list(accumulate(map(len, script.tokens)))
        if self._status != "done":
            return f"It ended as {self._status}."
        return difference(self._shown.html, render(script.text))


def _position(cursor: str) -> int:
    """To a page the cursor is opaque; to a measurement it says how much is shown."""
    return int(cursor.split(".")[2]) if cursor else 0


def _found(pattern: str, html: str) -> str:
    match = re.search(pattern, html)
    if match is None:
        raise ValueError(f"There is no {pattern} in {html[:200]}")
    return match[1]
