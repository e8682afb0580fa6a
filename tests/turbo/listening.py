"""A listener whose messages a test can wait for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from palaver.turbo.listener import Listener
from palaver.turbo.names import signed_stream_name
from palaver.turbo.permission import MayListen
from palaver.turbo.transport import default_layer

TIMEOUT = 5.0  # seconds


class Reader:
    """Collects what a listener sends; holding `gate` closed makes it a slow reader."""

    def __init__(self, may_listen: MayListen | None = None) -> None:
        self.arrived: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self.gate = asyncio.Event()
        self.gate.set()
        self.lost = asyncio.Event()
        self.listener = Listener(
            default_layer(), self._send, may_listen=may_listen, on_loss=self.lost.set
        )

    async def subscribe(self, *streamables: str, key: str = "1", user: Any = "member") -> bool:
        return await self.listener.subscribe(key, signed_stream_name(*streamables), user)

    async def next(self) -> tuple[str, str]:
        return await asyncio.wait_for(self.arrived.get(), TIMEOUT)

    async def _send(self, key: str, html: str) -> None:
        await self.gate.wait()
        self.arrived.put_nowait((key, html))


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds, for what no event announces."""
    async with asyncio.timeout(TIMEOUT):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def reader(may_listen: MayListen | None = None) -> AsyncIterator[Reader]:
    it = Reader(may_listen)
    try:
        yield it
    finally:
        await it.listener.close()
