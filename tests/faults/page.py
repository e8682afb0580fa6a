"""A page's live socket: it comes back by itself, and says what it has."""

import asyncio
import json
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.faults.shown import Shown
from tests.faults.waiting import until
from tests.visitor import Visitor

RETRY = 0.05  # seconds
FINAL_CODES = range(4000, 5000)


def address(visitor: Visitor) -> str:
    return visitor.address.replace("http://", "ws://") + "/ws/live/"


def dial(visitor: Visitor) -> connect:
    """A bare WebSocket of this person: `async with dial(owner) as socket:`."""
    headers = {**visitor.headers, "Origin": visitor.address}
    return connect(
        address(visitor), additional_headers=headers, compression=None, max_size=None, proxy=None
    )


class Page:
    """`async with Page(owner) as page:`, then `shown = await page.follow(message_id)`.

    As the browser's element it drops an answer that has ended, unless it `stays`.
    """

    def __init__(self, visitor: Visitor, *, stays: bool = False) -> None:
        self.codes: list[int | None] = []
        self.connections = 0
        self._visitor = visitor
        self._stays = stays
        self._socket: ClientConnection | None = None
        self._followed: dict[int, Shown] = {}
        self._channel = 0
        self._received = 0
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running

    @property
    def visitor(self) -> Visitor:
        """Whom the next connection belongs to, and which server it leads to."""
        return self._visitor

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    async def open(self) -> Self:
        await until(lambda: self.is_open)
        return self

    async def follow(self, message_id: str, page: str = "") -> Shown:
        shown = Shown(message_id, page)
        await self.follow_again(shown)
        return shown

    async def follow_again(self, shown: Shown) -> None:
        self._channel += 1
        self._followed[self._channel] = shown
        await self._watch(self._channel)

    async def stop(self, shown: Shown) -> None:
        """Says stop on the socket."""
        channel = next(ch for ch, other in self._followed.items() if other is shown)
        await self._say("stop", channel)

    def cut(self) -> None:
        """Breaks the connection, as a lost network does."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def ended(self, *followed: Shown) -> None:
        """Until each of them has ended."""
        await until(lambda: all(shown.has_ended for shown in followed) or self._has_failed())

    def _has_failed(self) -> bool:
        if self._running is not None and self._running.done():
            self._running.result()
            raise AssertionError(f"the server does not want this page back: {self.codes}")
        return False

    async def _run(self) -> None:
        while not (self.codes and self.codes[-1] in FINAL_CODES):
            try:
                async with dial(self.visitor) as self._socket:
                    await self._live(self._socket)
            except (OSError, InvalidHandshake):
                await asyncio.sleep(RETRY)
            finally:
                self._socket = None

    async def _live(self, socket: ClientConnection) -> None:
        self.connections += 1
        self._received = 0
        for channel in list(self._followed):
            await self._watch(channel)
        with suppress(ConnectionClosed):
            while True:
                await self._hear(json.loads(await socket.recv()))
        self.codes.append(socket.close_code)

    async def _hear(self, frame: list[Any]) -> None:
        if frame == ["ping"]:
            await self._say("pong")
        elif isinstance(frame[0], int):
            self._received += 1
            await self._take(*frame)
            await self._say("ack", self._received)

    async def _take(self, channel: int, *payload: Any) -> None:
        shown = self._followed.get(channel)
        if shown is None:
            return
        if not shown.take(list(payload)):
            await self._watch(channel)
        elif shown.has_ended and not self._stays:
            del self._followed[channel]
            await self._say("drop", channel)

    async def _watch(self, channel: int) -> None:
        shown = self._followed[channel]
        await self._say("watch", channel, "answer", shown.message_id, shown.cursor)

    async def _say(self, *words: Any) -> None:
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._socket.send(json.dumps(words))
