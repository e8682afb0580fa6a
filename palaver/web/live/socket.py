"""The live socket: one WebSocket per page that carries everything the page shows live.

A plain ASGI application. The protocol is described in docs/live-socket.md.
"""

import time
from typing import Any

from palaver.accounts.sockets.admission import admit
from palaver.accounts.sockets.closing import Closing, Code
from palaver.accounts.sockets.connection import (
    Connection,
    Receive,
    Scope,
    Send,
    decoded,
    encoded,
)
from palaver.accounts.sockets.visitor import Visitor
from palaver.generation import process
from palaver.generation.models import Generation
from palaver.generation.process import Process
from palaver.web.live.subscriptions import Subscriptions
from palaver.web.live.window import Window

PING_INTERVAL = 20.0  # seconds
ACKNOWLEDGEMENT_TIMEOUT = 30.0  # seconds
LONGEST_MESSAGE = 2_000  # characters


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    parts = await process.current()

    def opened(visitor: Visitor) -> LiveSocket:
        return LiveSocket(parts, visitor, receive, send)

    await admit(scope, receive, send, parts.reading, opened)


class LiveSocket(Connection):
    """One page's connection: its subscriptions, and the window they share."""

    def __init__(self, parts: Process, visitor: Visitor, receive: Receive, send: Send) -> None:
        super().__init__(visitor, parts.reading, receive, send)
        self._parts = parts
        self._window = Window()
        self._subscriptions = Subscriptions(
            parts, visitor.user, moved=self._wake, refuse=self._refuse, lost=self._lose
        )
        self._next_ping = time.monotonic() + PING_INTERVAL

    async def pulse(self, now: float) -> None:
        """Every few seconds: the heartbeat, the session, a client that takes nothing any more."""
        waiting = self._window.waiting_since
        if waiting is not None and now - waiting > ACKNOWLEDGEMENT_TIMEOUT:
            self.end(Code.TRY_AGAIN_LATER)
        if now >= self._next_ping:
            self._next_ping = now + PING_INTERVAL
            self._reply(["ping"])
        await super().pulse(now)

    async def _obey(self, text: str) -> None:
        match decoded(text) if len(text) <= LONGEST_MESSAGE else None:
            case ["watch", int(ch), str(kind), str(name), *position] if len(position) <= 1:
                self._subscriptions.open(ch, kind, name, position[0] if position else None)
            case ["drop", int(ch)]:
                self._subscriptions.drop(ch)
            case ["ack", int(count)]:
                self._window.acknowledge(count, time.monotonic())
                if self._subscriptions.any_marked:
                    self._wake()
            case ["stop", int(ch)]:
                await self._stop(ch)
            case ["pong"]:
                pass
            case _:
                raise Closing(Code.BAD_MESSAGE)

    async def _stop(self, ch: int) -> None:
        generation_id = await self._subscriptions.generation_of(ch)
        if generation_id is not None:
            await self._parts.commands.insist(_stop, generation_id)

    async def _next(self) -> str | None:
        while self._subscriptions.any_marked and self._window.has_room:
            frame: list[Any] | None = await self._subscriptions.next_frame()
            if frame is not None:
                text = encoded(frame)
                self._window.send(len(text.encode()), time.monotonic())
                return text
        return None

    async def _leave(self) -> None:
        await self._subscriptions.close()

    def _refuse(self, ch: int) -> None:
        self._reply(["refused", ch])

    def _lose(self) -> None:
        self.end(Code.TRY_AGAIN_LATER)


def _stop(generation_id: int) -> None:
    Generation.objects.filter(pk=generation_id).stop()
