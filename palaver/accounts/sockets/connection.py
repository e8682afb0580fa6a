"""One open WebSocket of somebody who is signed in.

One task reads, another writes, so that a client too slow to take what it is sent can still speak.
"""

import asyncio
import json
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

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
        self._news = asyncio.Event()
        self._replies: deque[Any] = deque()
        self._ending: asyncio.Future[Code] = asyncio.get_running_loop().create_future()
        self._next_check = time.monotonic() + SESSION_CHECK_INTERVAL

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
            await self._leave()

    async def pulse(self, now: float) -> None:
        """Every few seconds: whether the visitor is still signed in."""
        if now >= self._next_check:
            self._next_check = now + SESSION_CHECK_INTERVAL
            if not await self._threads.run(self.visitor.still_signed_in):
                self.end(Code.SIGNED_OUT)

    def end(self, code: Code) -> None:
        """Has the socket closed, even while its writer waits for a client that reads nothing."""
        if not self._ending.done():
            self._ending.set_result(code)

    @abstractmethod
    async def _obey(self, text: str) -> None:
        """Does what a message of the client asks; "" where it was none of text."""

    @abstractmethod
    async def _next(self) -> str | None:
        """The next message to the client besides replies, or None where there is nothing new."""

    @abstractmethod
    async def _leave(self) -> None:
        """Lets go of whatever the socket watched."""

    async def _read(self) -> None:
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                return
            await self._obey(event.get("text") or "")

    async def _write(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while (text := await self._next_text()) is not None:
                await self._send({"type": "websocket.send", "text": text})

    async def _next_text(self) -> str | None:
        return encoded(self._replies.popleft()) if self._replies else await self._next()

    def _reply(self, reply: Any) -> None:
        if len(self._replies) >= MOST_REPLIES:
            self.end(Code.TRY_AGAIN_LATER)
        self._replies.append(reply)
        self._news.set()


def encoded(message: Any) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def decoded(text: str) -> Any:
    """What a client's message says, or None where it is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
