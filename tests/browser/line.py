"""A bad line: a TCP proxy between browser and server that is slow, or falls silent."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

STEP = 0.05  # seconds that one piece takes
MOST = 65_536  # bytes at once


class Line(ThreadingTCPServer):
    """Forwards to a local port; what comes back, at `rate` bytes per second, 0 being no limit.

    `fall_silent()` forgets the WebSockets of now: both ends keep them, and nothing gets through.
    `edit` may change what comes back, but not its length.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.target = ("127.0.0.1", port)
        self.rate = 0
        self.silenced = 0
        self.edit: Callable[[bytes], bytes] = bytes

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def fall_silent(self) -> None:
        self.silenced += 1


class _Connection(BaseRequestHandler):
    server: Line
    request: socket.socket

    def handle(self) -> None:
        self._silenced: int | None = None
        with socket.create_connection(self.server.target) as there:
            Thread(target=self._up, args=[there], daemon=True).start()
            self._down(there)

    def _up(self, there: socket.socket) -> None:
        with suppress(OSError):
            while piece := self.request.recv(MOST):
                if piece.startswith(b"GET /ws/"):
                    self._silenced = self.server.silenced
                self._pass(piece, there)
            there.shutdown(socket.SHUT_WR)

    def _down(self, there: socket.socket) -> None:
        with suppress(OSError):
            while piece := there.recv(self._most()):
                self._pass(self.server.edit(piece), self.request)
                if self.server.rate:
                    time.sleep(len(piece) / self.server.rate)

    def _pass(self, piece: bytes, target: socket.socket) -> None:
        if self._silenced in (None, self.server.silenced):
            target.sendall(piece)

    def _most(self) -> int:
        return max(1, int(self.server.rate * STEP)) if self.server.rate else MOST


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    with Line(port) as line:
        Thread(target=line.serve_forever, daemon=True).start()
        yield line
        line.shutdown()
