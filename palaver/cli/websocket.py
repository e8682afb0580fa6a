"""uvicorn's WebSockets, without its endless patience with a client that reads nothing.

An idle one holds little memory, too: neither its handshake, nor queues for what never queues.
"""

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LINGER = 10.0  # seconds that a client gets to take the rest of what it was sent
LAST_LINGER = 2.0  # seconds, when the server ends


class ImpatientWebSocket(WebSocketsSansIOProtocol):
    """Drops a connection some time after it was closed, whatever is still to be sent."""

    # Of more than 30 attributes, Python keeps for each instance a dictionary of 1.6 kB.
    __slots__ = (
        "app",
        "app_state",
        "asgi_version",
        "close_timeout",
        "config",
        "connections",
        "default_headers",
        "last_ping_rtt",
        "logger",
        "loop",
        "ping_interval",
        "ping_timeout",
        "queue",
        "root_path",
        "tasks",
        "writable",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.queue: Any = Inbox()
        self.writable: Any = Gate()

    def start_keepalive(self) -> None:
        """Called once the client is let in; of its handshake nothing is looked at again."""
        super().start_keepalive()
        self.request.headers.clear()
        self.response.headers.clear()

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        self.loop.call_later(LINGER, self.transport.abort)

    def shutdown(self) -> None:
        super().shutdown()
        self.loop.call_later(LAST_LINGER, self.transport.abort)


class Gate:
    """As `asyncio.Event`, and open at first, without a deque for those who wait."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []
        self._is_open = True

    def set(self) -> None:
        self._is_open = True
        waiting, self._waiting = self._waiting, []
        for waiter in waiting:
            if not waiter.done():
                waiter.set_result(None)

    def clear(self) -> None:
        self._is_open = False

    async def wait(self) -> None:
        if not self._is_open:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            await waiter


class Inbox:
    """What a connection's one reader has not taken yet: as `asyncio.Queue`, without its deques.

    It holds few events: uvicorn reads no further before they are taken.
    """

    def __init__(self) -> None:
        self._events: list[Any] = []
        self._filled = Gate()

    def empty(self) -> bool:
        return not self._events

    def put_nowait(self, event: Any) -> None:
        self._events.append(event)
        self._filled.set()

    async def get(self) -> Any:
        while not self._events:
            self._filled.clear()
            await self._filled.wait()
        return self._events.pop(0)
