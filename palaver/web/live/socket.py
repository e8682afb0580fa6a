"""The live socket: one WebSocket per page that carries everything the page shows live.

A plain ASGI application. One task reads, another writes, so that a client too slow to take what
it is sent can still say stop. The protocol is described in docs/live-socket.md.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from palaver.accounts.limits import LimitReached
from palaver.generation import process
from palaver.generation.models import Generation
from palaver.generation.process import Process
from palaver.web.live.closing import Closing, Code
from palaver.web.live.registry import registry
from palaver.web.live.subscriptions import Subscriptions
from palaver.web.live.visitor import Visitor, is_own_origin, visitor_of
from palaver.web.live.window import Window

PING_INTERVAL = 20.0  # seconds
SESSION_CHECK_INTERVAL = 60.0  # seconds
ACKNOWLEDGEMENT_TIMEOUT = 30.0  # seconds
CLOSE_TIMEOUT = 2.0  # seconds
MOST_REPLIES = 200  # not yet sent
LONGEST_MESSAGE = 2_000  # characters

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """Accepts, so that a close code can be sent at all, then serves or says why not."""
    await receive()
    await send({"type": "websocket.accept"})
    try:
        await _admit(scope, receive, send)
    except Closing as closing:
        # A client that reads nothing would hold up this frame, too.
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await send({"type": "websocket.close", "code": closing.code})


async def _admit(scope: Scope, receive: Receive, send: Send) -> None:
    if not is_own_origin(scope):
        raise Closing(Code.WRONG_ORIGIN)
    parts = await process.current()
    visitor = await parts.reading.run(visitor_of, scope)
    if visitor is None:
        raise Closing(Code.SIGNED_OUT)
    socket = LiveSocket(parts, visitor, receive, send)
    try:
        registry.add(socket)
        await socket.serve()
    except LimitReached:
        raise Closing(Code.TOO_MANY) from None
    finally:
        registry.remove(socket)


class LiveSocket:
    """One page's connection: its subscriptions, and the window they share."""

    def __init__(self, parts: Process, visitor: Visitor, receive: Receive, send: Send) -> None:
        self.visitor = visitor
        self._parts = parts
        self._receive = receive
        self._send = send
        self._news = asyncio.Event()
        self._window = Window()
        self._replies: list[list[Any]] = []
        self._subscriptions = Subscriptions(
            parts, visitor.user, moved=self._news.set, refuse=self._refuse, lost=self._lose
        )
        self._ending: asyncio.Future[Code] = asyncio.get_running_loop().create_future()
        now = time.monotonic()
        self._next_ping = now + PING_INTERVAL
        self._next_check = now + SESSION_CHECK_INTERVAL

    async def serve(self) -> None:
        """Until either side ends it. Raises Closing where this side does."""
        reading, writing = asyncio.create_task(self._read()), asyncio.create_task(self._write())
        try:
            ends: set[asyncio.Future[Any]] = {reading, writing, self._ending}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if self._ending.done():
                raise Closing(self._ending.result())
            for task in (reading, writing):
                if task.done():
                    task.result()
        finally:
            reading.cancel()
            writing.cancel()
            await asyncio.gather(reading, writing, return_exceptions=True)
            await self._subscriptions.close()

    async def pulse(self, now: float) -> None:
        """Every few seconds: the heartbeat, the session, a client that takes nothing any more."""
        waiting = self._window.waiting_since
        if waiting is not None and now - waiting > ACKNOWLEDGEMENT_TIMEOUT:
            self.end(Code.TRY_AGAIN_LATER)
        if now >= self._next_ping:
            self._next_ping = now + PING_INTERVAL
            self._reply("ping")
        if now >= self._next_check:
            self._next_check = now + SESSION_CHECK_INTERVAL
            if not await self._parts.reading.run(self.visitor.still_signed_in):
                self.end(Code.SIGNED_OUT)

    def end(self, code: Code) -> None:
        """Has the socket closed, even while its writer waits for a client that reads nothing."""
        if not self._ending.done():
            self._ending.set_result(code)

    async def _read(self) -> None:
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                return
            await self._obey(event.get("text") or "")

    async def _obey(self, text: str) -> None:
        match _message(text):
            case ["watch", int(ch), str(kind), str(name), *position] if len(position) <= 1:
                self._subscriptions.open(ch, kind, name, position[0] if position else None)
            case ["drop", int(ch)]:
                self._subscriptions.drop(ch)
            case ["ack", int(count)]:
                self._window.acknowledge(count, time.monotonic())
                self._news.set()
            case ["stop", int(ch)]:
                await self._stop(ch)
            case ["pong"]:
                pass
            case _:
                raise Closing(Code.BAD_MESSAGE)

    async def _stop(self, ch: int) -> None:
        generation_id = self._subscriptions.generation_of(ch)
        if generation_id is not None:
            await self._parts.reading.run(_stop, generation_id)

    async def _write(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            await self._send_news()

    async def _send_news(self) -> None:
        while True:
            if self._replies:
                await self._put(self._replies.pop(0))
            elif self._subscriptions.any_marked and self._window.has_room:
                frame = await self._subscriptions.next_frame()
                if frame is not None:
                    await self._put(frame, counts=True)
            else:
                return

    async def _put(self, payload: list[Any], *, counts: bool = False) -> None:
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        if counts:
            self._window.send(len(text), time.monotonic())
        await self._send({"type": "websocket.send", "text": text})

    def _reply(self, *reply: Any) -> None:
        if len(self._replies) >= MOST_REPLIES:
            self.end(Code.TRY_AGAIN_LATER)
        self._replies.append(list(reply))
        self._news.set()

    def _refuse(self, ch: int) -> None:
        self._reply("refused", ch)

    def _lose(self) -> None:
        self.end(Code.TRY_AGAIN_LATER)


def _message(text: str) -> Any:
    try:
        return json.loads(text) if len(text) <= LONGEST_MESSAGE else None
    except (ValueError, RecursionError):
        return None


def _stop(generation_id: int) -> None:
    Generation.objects.get(pk=generation_id).stop()
