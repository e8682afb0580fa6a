"""uvicorn, set up for Palaver: small frames, no log of every request, one process or several."""

import asyncio
import socket
from threading import Thread

import uvicorn
from django.conf import settings
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

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
            self._welcome = asyncio.create_task(_welcome(sockets[0]))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._welcome:
            self._welcome.cancel()
        await super().shutdown(sockets)


class Servers(Multiprocess):
    """Several processes behind one address; those that die are started again.

    On SIGHUP each is replaced in turn, the new one serving before the old one ends.
    """

    def __init__(self, workers: int, listener: socket.socket) -> None:
        super().__init__(_config(workers=workers), [listener])
        self._listener = listener
        self._has_started = False
        self.has_failed = False

    def keep_subprocess_alive(self) -> None:
        if self._has_started:
            super().keep_subprocess_alive()
            self._try_again()
        elif any(process.exitcode for process in self.processes):
            self.has_failed = True
            self.should_exit.set()
        elif all(process.is_ready() for process in self.processes):
            self._has_started = True
            Thread(target=asyncio.run, args=(_welcome(self._listener),), daemon=True).start()

    def _try_again(self) -> None:
        """uvicorn ends all when a new one cannot start; but the others serve, as it may soon."""
        failed = [n for n, one in enumerate(self.processes) if one.exitcode == STARTUP_FAILURE]
        for number in failed:
            self.processes[number] = Process(self.config, self.sockets)
            self.processes[number].start()
            self.should_exit.clear()


async def _welcome(listener: socket.socket) -> None:
    from palaver.cli import welcome  # which needs the apps, loaded by now

    await welcome.say(welcome.address(settings.PALAVER_HOST, listener.getsockname()[1]))


def _config(*, reload: bool = False, workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        APPLICATION,
        workers=workers,
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
        forwarded_allow_ips=settings.PALAVER_PROXIES,
        ws_max_size=FRAME_LIMIT,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=CLOSING_TIME,
    )
