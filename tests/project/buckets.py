"""A server that speaks as much of S3's protocol as the storage of files needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit


class Buckets(ThreadingHTTPServer):
    """What it holds, by bucket and name."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.held: dict[str, bytes] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Buckets

    def do_PUT(self) -> None:
        self.server.held[self._name] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200)

    def do_HEAD(self) -> None:
        self._give(with_body=False)

    def do_GET(self) -> None:
        self._give(with_body=True)

    def do_DELETE(self) -> None:
        self.server.held.pop(self._name, None)
        self._answer(204)

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    @property
    def _name(self) -> str:
        return urlsplit(self.path).path

    def _give(self, *, with_body: bool) -> None:
        content = self.server.held.get(self._name)
        if content is None:
            self._answer(404)
        else:
            self._answer(200, len(content))
            self.wfile.write(content if with_body else b"")

    def _answer(self, status: int, length: int = 0) -> None:
        self.send_response(status)
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Sat, 21 Nov 2026 12:00:00 GMT")
        self.send_header("Content-Length", str(length))
        self.end_headers()


@contextmanager
def buckets() -> Iterator[Buckets]:
    """Serves it on a free port."""
    with Buckets() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
