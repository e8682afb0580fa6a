"""uvicorn, set up for Palaver: one process, small frames, no log of every request."""

import asyncio
import socket

import uvicorn
from django.conf import settings

from palaver.cli.http import LimitedHttp
from palaver.cli.websocket import ImpatientWebSocket

APPLICATION = "palaver.project.asgi:application"
FRAME_LIMIT = 2_500_000  # bytes of a frame: the longest message, every character of it escaped
CLOSING_TIME = 5  # seconds that open connections get; running answers have their own


class Server(uvicorn.Server):
    """Says where it listens once it does."""

    def __init__(self, *, reload: bool) -> None:
        super().__init__(_config(reload=reload))
        self._welcome: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            from palaver.cli import welcome  # which needs the apps, loaded by now

            address = welcome.address(settings.PALAVER_HOST, sockets[0].getsockname()[1])
            self._welcome = asyncio.create_task(welcome.say(address))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._welcome:
            self._welcome.cancel()
        await super().shutdown(sockets)


def _config(*, reload: bool) -> uvicorn.Config:
    return uvicorn.Config(
        APPLICATION,
        http=LimitedHttp,
        ws=ImpatientWebSocket,
        loop="uvloop",
        lifespan="on",
        reload=reload,
        reload_dirs=[str(settings.PACKAGE_DIR)] if reload else None,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws_max_size=FRAME_LIMIT,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=CLOSING_TIME,
    )
