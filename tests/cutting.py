"""A way to PostgreSQL that can be cut at the worst moment.

with Proxy(server.directory) as proxy:    # clients connect to the socket in proxy.directory
    proxy.cut_after(b"COMMIT")            # the server does it, and its reply never arrives
"""

import re
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

SOCKET = ".s.PGSQL.5432"
READY = b"Z\x00\x00\x00\x05"  # "ready for query", the end of every reply
SIZE = 65536  # bytes
# As psycopg names what it prepares.
PREPARE = re.compile(rb"P.{4}(_pg3_\d+)\0([^\0]*)\0", re.DOTALL)
PREPARED = re.compile(rb"_pg3_\d+")


class Proxy:
    def __init__(self, server: Path) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="palaver-proxy-"))
        self._server = server / SOCKET
        self._listener = socket.socket(socket.AF_UNIX)
        self._words = b""
        self.was_cut = threading.Event()

    def __enter__(self) -> Self:
        self._listener.bind(str(self.directory / SOCKET))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _end(self._listener)
        shutil.rmtree(self.directory)

    def cut_after(self, words: bytes) -> None:
        """The next request with these words is done; its connection is cut instead of a reply."""
        self.was_cut.clear()
        self._words = words

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        try:
            way = _Way(self, client, self._server)
        except OSError:  # the server is away
            _end(client)
            return
        for pump in (way.ask, way.answer):
            threading.Thread(target=pump, daemon=True).start()

    def takes(self, request: bytes) -> bool:
        """Whether this is the request that was waited for; it is so once."""
        found = bool(self._words) and self._words in request
        if found:
            self._words = b""
        return found


class _Way:
    """One connection through the proxy."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: Path) -> None:
        self._proxy = proxy
        self._client = client
        self._server = socket.socket(socket.AF_UNIX)
        self._server.connect(str(server))
        self._is_cut = False
        self._prepared: dict[bytes, bytes] = {}

    def ask(self) -> None:
        with self._ended(), suppress(OSError):
            while request := self._client.recv(SIZE):
                self._is_cut = self._is_cut or self._proxy.takes(self._said(request))
                self._server.sendall(request)

    def _said(self, request: bytes) -> bytes:
        """What is executed, with the words of what was prepared before."""
        self._prepared.update(PREPARE.findall(request))
        executed = PREPARE.sub(b"", request)
        names = PREPARED.findall(executed)
        return executed + b" ".join(self._prepared.get(name, b"") for name in names)

    def answer(self) -> None:
        with self._ended(), suppress(OSError):
            while reply := self._server.recv(SIZE):
                if not self._is_cut:
                    self._client.sendall(reply)
                elif READY in reply:
                    break

    @contextmanager
    def _ended(self) -> Iterator[None]:
        """Whichever side ends first ends the other."""
        yield
        _end(self._client)
        _end(self._server)
        if self._is_cut:
            self._proxy.was_cut.set()


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
