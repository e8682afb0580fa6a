"""uvicorn's WebSockets, without its endless patience with a client that reads nothing."""

import asyncio

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LINGER = 10.0  # seconds that a client gets to take the rest of what it was sent
LAST_LINGER = 2.0  # seconds, when the server ends


class ImpatientWebSocket(WebSocketsSansIOProtocol):
    """Drops a connection some time after it was closed, whatever is still to be sent."""

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        self.loop.call_later(LINGER, self.transport.abort)

    def shutdown(self) -> None:
        super().shutdown()
        self.loop.call_later(LAST_LINGER, self.transport.abort)
