"""A slow line: a TCP proxy that lets only so many bytes per second through to the browser."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

STEP = 0.05  # seconds that one piece takes
MOST = 65_536  # bytes at once


class SlowLine(ThreadingTCPServer):
    """Forwards to a local port, at `rate` bytes per second; 0 is as fast as it can."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.target = ("127.0.0.1", port)
        self.rate = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Connection(BaseRequestHandler):
    server: SlowLine
    request: socket.socket

    def handle(self) -> None:
        with socket.create_connection(self.server.target) as there:
            Thread(target=self._up, args=[there], daemon=True).start()
            self._down(there)

    def _up(self, there: socket.socket) -> None:
        with suppress(OSError):
            while piece := self.request.recv(MOST):
                there.sendall(piece)
            there.shutdown(socket.SHUT_WR)

    def _down(self, there: socket.socket) -> None:
        with suppress(OSError):
            while piece := there.recv(self._most()):
                self.request.sendall(piece)
                if self.server.rate:
                    time.sleep(len(piece) / self.server.rate)

    def _most(self) -> int:
        return max(1, int(self.server.rate * STEP)) if self.server.rate else MOST


@contextmanager
def slow_line(port: int) -> Iterator[SlowLine]:
    with SlowLine(port) as line:
        Thread(target=line.serve_forever, daemon=True).start()
        yield line
        line.shutdown()
