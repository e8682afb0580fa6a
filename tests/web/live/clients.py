"""The browser's end of a live socket, without a browser and without a server."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from palaver.web.live.socket import live

PATIENCE = 10.0  # seconds


class LiveClient:
    """Speaks the protocol; acknowledges what it hears unless told to be slow."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.scope = {"type": "websocket", "path": "/ws/live/", "headers": encoded}
        self.code: int | None = None
        self.acknowledges = True
        self.reads = asyncio.Event()
        self.reads.set()
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._received: asyncio.Queue[str] = asyncio.Queue()
        self._closed = asyncio.Event()
        self._numbered = 0
        self._sent.put_nowait({"type": "websocket.connect"})

    @property
    def waiting(self) -> int:
        """How many messages have come that were not heard."""
        return self._received.qsize()

    def say(self, *message: Any) -> None:
        self.say_text(json.dumps(message))

    def say_text(self, text: str) -> None:
        self._sent.put_nowait({"type": "websocket.receive", "text": text})

    def say_bytes(self, data: bytes) -> None:
        self._sent.put_nowait({"type": "websocket.receive", "bytes": data})

    async def hear(self) -> list[Any]:
        """The next message of any kind."""
        async with asyncio.timeout(PATIENCE):
            message: list[Any] = json.loads(await self._received.get())
        if isinstance(message[0], int):
            self._numbered += 1
            if self.acknowledges:
                self.acknowledge()
        return message

    def acknowledge(self) -> None:
        self.say("ack", self._numbered)

    async def hears_nothing(self) -> bool:
        """Whether the server has nothing to say, once it has dealt with all that was said."""
        self.say("watch", -1, "answer", "nobody's", "")
        return await self.hear() == ["refused", -1]

    async def is_closed(self) -> int | None:
        async with asyncio.timeout(PATIENCE):
            await self._closed.wait()
        return self.code

    def leave(self) -> None:
        self._sent.put_nowait({"type": "websocket.disconnect", "code": 1001})

    # the server's end

    async def receive(self) -> dict[str, Any]:
        return await self._sent.get()

    async def send(self, message: dict[str, Any]) -> None:
        await self.reads.wait()
        if message["type"] == "websocket.send":
            self._received.put_nowait(message["text"])
        elif message["type"] == "websocket.close":
            self.code = message["code"]
            self._closed.set()


@asynccontextmanager
async def connected(cookie: str, **headers: str) -> AsyncIterator[LiveClient]:
    client = LiveClient({"host": "testserver", "cookie": cookie, **headers})
    serving = asyncio.create_task(live(client.scope, client.receive, client.send))
    try:
        yield client
    finally:
        client.reads.set()
        client.leave()
        async with asyncio.timeout(PATIENCE):
            await serving
