"""The clients of what only passes answers on."""

import json
from itertools import accumulate
from urllib.parse import quote

from bench.client import Client, difference
from bench.questions import Script
from bench.websocket import WebSocket

END_OF_EVENT = b"\n\n"
END_OF_STREAM = b"0\r\n\r\n"


class Visitor(Client):
    """Has nothing open between two answers."""

    async def open(self) -> None:
        return None

    async def close(self) -> None:
        return None


class RawClient(Visitor):
    """Of the limit, which passes on the provider's bytes."""

    async def _ask(self, script: Script) -> None:
        self._bytes = b""
        path = f"/?{quote(script.request)}"
        self._socket = await WebSocket.connect(self._address, path, self._hear)

    def _hear(self, content: bytes) -> None:
        self._bytes += content
        self._received.mark(len(self._bytes), len(content) + 4)
        if self._bytes.endswith(END_OF_STREAM):
            self._socket.close()
            self._ended.set()

    def _fault(self, script: Script) -> str:
        events = self._bytes.split(END_OF_EVENT)[:-2]  # without [DONE] and what follows
        ends = list(accumulate(len(event) + len(END_OF_EVENT) for event in events))
        self._received.ends = ends[1 : 1 + script.length]  # the first event has only the role
        payloads = (event[event.index(b"data: ") + 6 :] for event in events)
        deltas = (json.loads(payload)["choices"][0]["delta"] for payload in payloads)
        return difference("".join(delta.get("content", "") for delta in deltas), script.text)


class DeltaClient(Visitor):
    """Of the bare WebSocket, which passes on the deltas."""

    async def _ask(self, script: Script) -> None:
        self._text, self._length = "", len(script.text)
        self._socket = await WebSocket.connect(self._address, "/", self._hear)
        self._socket.send(script.request.decode())

    def _hear(self, content: bytes) -> None:
        self._text += content.decode()
        self._received.mark(len(self._text), len(content) + 2)
        if len(self._text) >= self._length:
            self._socket.close()
            self._ended.set()

    def _fault(self, script: Script) -> str:
        self._received.ends = list(accumulate(map(len, script.tokens)))
        return difference(self._text, script.text)
