"""One open WebSocket of somebody who is signed in.

One task reads, another writes, so that a client too slow to take what it is sent can still speak.
The one that writes is there while there is something to write: most sockets are idle.
"""

import asyncio
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import copy_context
from typing import Any

import msgspec

from palaver.accounts.sockets.closing import Closing, Code
from palaver.accounts.sockets.visitor import Visitor
from palaver.lib.threads import DatabaseThreads

SESSION_CHECK_INTERVAL = 60.0  # seconds
MOST_REPLIES = 200  # not yet sent

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Connection(ABC):
    """What every socket has: its visitor, its two tasks, its end; subclasses have the protocol."""

    def __init__(
        self, visitor: Visitor, threads: DatabaseThreads, receive: Receive, send: Send
    ) -> None:
        self.visitor = visitor
        self._threads = threads
        self._receive = receive
        self._send = send
        self._context = copy_context()
        self._has_news = False
        self._writing: asyncio.Task[None] | None = None
        self._replies: list[Any] = []
        self._over: asyncio.Future[Code | None] = asyncio.get_running_loop().create_future()
        self._next_check = time.monotonic() + SESSION_CHECK_INTERVAL

    async def serve(self) -> None:
        """Until either side ends it. Raises Closing where this side does."""
        reading = self._start(self._read())
        try:
            if code := await self._over:
                raise Closing(code)
        finally:
            tasks = [task for task in (reading, self._writing) if task]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._leave()

    async def pulse(self, now: float) -> None:
        """Every few seconds: whether the visitor is still signed in."""
        if now >= self._next_check:
            self._next_check = now + SESSION_CHECK_INTERVAL
            if not await self._threads.run(self.visitor.still_signed_in):
                self.end(Code.SIGNED_OUT)

    def end(self, code: Code) -> None:
        """Has the socket closed, even while its writer waits for a client that reads nothing."""
        if not self._over.done():
            self._over.set_result(code)

    @abstractmethod
    async def _obey(self, text: str) -> None:
        """Does what a message of the client asks; "" where it was none of text."""

    @abstractmethod
    async def _next(self) -> str | None:
        """The next message to the client besides replies, or None where there is nothing new."""

    @abstractmethod
    async def _leave(self) -> None:
        """Lets go of whatever the socket watched."""

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work, context=self._context)
        task.add_done_callback(self._heed)
        return task

    def _heed(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) and not self._over.done():
            self._over.set_exception(error)

    async def _read(self) -> None:
        while (text := await self._hear()) is not None:
            await self._obey(text)
        if not self._over.done():
            self._over.set_result(None)

    async def _hear(self) -> str | None:
        event = await self._receive()
        return None if event["type"] == "websocket.disconnect" else event.get("text") or ""

    def _wake(self) -> None:
        """There may be something to send."""
        self._has_news = True
        if self._writing is None and not self._over.done():
            self._writing = self._start(self._write())

    async def _write(self) -> None:
        try:
            while self._has_news:
                self._has_news = False
                while (text := await self._next_text()) is not None:
                    await self._send({"type": "websocket.send", "text": text})
        finally:
            self._writing = None

    async def _next_text(self) -> str | None:
        return encoded(self._replies.pop(0)) if self._replies else await self._next()

    def _reply(self, reply: Any) -> None:
        if len(self._replies) >= MOST_REPLIES:
            self.end(Code.TRY_AGAIN_LATER)
        self._replies.append(reply)
        self._wake()


def _plain(value: object) -> str:
    """Of Django's SafeString, which is a str and more."""
    if isinstance(value, str):
        return value[:]
    raise TypeError(f"{value!r} is not for a socket.")


_encode = msgspec.json.Encoder(enc_hook=_plain).encode


def encoded(message: Any) -> str:
    return _encode(message).decode()


def decoded(text: str) -> Any:
    """What a client's message says, or None where it is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
