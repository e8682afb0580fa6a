"""As much of the Socket.IO protocol as a page needs that listens to one namespace.

https://socket.io/docs/v4/socket-io-protocol/ over https://socket.io/docs/v4/engine-io-protocol/
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Self

from bench.websocket import WebSocket

PING, PONG = b"2", "3"
CONNECTED, EVENT, REFUSED = b"40", b"42", b"44"
Heard = Callable[[int, str, Any], None]  # the size, the name of the event, what came with it


class SocketIO:
    _socket: WebSocket

    def __init__(self, heard: Heard) -> None:
        self.sid = ""
        self._heard = heard
        self._joined: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    @classmethod
    async def connect(cls, address: str, auth: dict[str, Any], heard: Heard) -> Self:
        """Joins with what `auth` says of who it is."""
        self = cls(heard)
        path = "/ws/socket.io/?EIO=4&transport=websocket"
        self._socket = await WebSocket.connect(address, path, self._hear, {"Origin": address})
        self._socket.send("40" + json.dumps(auth))
        self.sid = await self._joined
        return self

    def emit(self, event: str, *data: Any) -> None:
        self._socket.send("42" + json.dumps([event, *data]))

    def close(self) -> None:
        self._socket.close()

    def _hear(self, content: bytes) -> None:
        if content.startswith(EVENT):
            event, *data = json.loads(content[2:])
            self._heard(len(content) + 4, event, data[0] if data else None)
        elif content == PING:
            self._socket.send(PONG)
        elif content.startswith(CONNECTED):
            self._joined.set_result(json.loads(content[2:])["sid"])
        elif content.startswith(REFUSED):
            self._joined.set_exception(ConnectionError(content.decode()))
