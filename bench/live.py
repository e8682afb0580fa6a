"""A page's live socket, and what it shows of the answer that it follows."""

import asyncio
import json
from abc import abstractmethod
from itertools import accumulate
from typing import Any

from bench.client import Client, difference
from bench.questions import Script
from bench.websocket import WebSocket
from palaver.markdown import render
from tests.frames import Standing, position_of
from tests.markdown.reader import Reader

ACKNOWLEDGED_AT_ONCE = 4  # frames, as frontend/src/live/socket.js does
LARGE = 8_000  # bytes, and a frame is acknowledged alone
ACKNOWLEDGEMENT_DELAY = 0.25  # seconds


class LiveClient(Client):
    """Follows one answer after the other; how it asks is left to others."""

    def __init__(self, address: str, session: str) -> None:
        super().__init__(address)
        self._headers = {"Cookie": f"sessionid={session}"}
        self._channel = self._answers_channel = 0
        self._frames = self._acknowledged = 0
        self._acknowledging: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        headers = {**self._headers, "Origin": self._address}
        self._socket = await WebSocket.connect(self._address, "/ws/live/", self._hear, headers)

    async def close(self) -> None:
        if self._acknowledging:
            self._acknowledging.cancel()
        self._socket.close()

    @abstractmethod
    async def _ask(self, script: Script) -> None:
        """Asks, and follows the answer."""

    def _follow(self, message: str, cursor: str = "") -> None:
        self._message, self._standing = message, Standing(cursor)
        self._shown, self._status = Reader(), ""
        self._watch_answer()

    def _watch(self, *words: Any) -> int:
        self._channel += 1
        self._say("watch", self._channel, *words)
        return self._channel

    def _watch_answer(self) -> None:
        self._answers_channel = self._watch("answer", self._message, self._standing.cursor)

    def _hear(self, content: bytes) -> None:
        frame = json.loads(content)
        if frame[0] == "ping":
            self._say("pong")
        elif isinstance(frame[0], int):
            self._frames += 1
            if frame[0] == self._answers_channel:
                self._take(len(content) + 4, *frame[1:])
            self._acknowledge_soon(len(content) > LARGE)

    def _acknowledge_soon(self, now: bool) -> None:
        waiting = self._frames - self._acknowledged
        if now or waiting == ACKNOWLEDGED_AT_ONCE:
            self._acknowledge()
        elif waiting == 1:
            loop = asyncio.get_running_loop()
            self._acknowledging = loop.call_later(ACKNOWLEDGEMENT_DELAY, self._acknowledge)

    def _acknowledge(self) -> None:
        if self._acknowledging:
            self._acknowledging.cancel()
        self._acknowledged = self._frames
        self._say("ack", self._frames)

    def _take(self, size: int, *payload: Any) -> None:
        frame = self._standing.take([*payload])
        if frame is None:
            self._watch_answer()
            return
        self._shown.apply(frame.ops)
        self._received.mark(position_of(self._standing.cursor), size)
        if frame.end:
            self._status = frame.end[0]
            self._say("drop", self._answers_channel)
            self._ended.set()

    def _say(self, *words: Any) -> None:
        self._socket.send(json.dumps(words))

    def _fault(self, script: Script) -> str:
        self._received.ends = list(accumulate(map(len, script.tokens)))
        if self._status != "done":
            return f"It ended as {self._status}."
        return difference(self._shown.html, render(script.text))
