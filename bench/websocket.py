"""A WebSocket client that costs little, so that hundreds leave the machine to what is measured."""

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Self, cast
from urllib.parse import urlsplit

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{headers}\r\n"
)
NO_MASK = b"\0\0\0\0"  # a mask that changes nothing
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
SHORT = 126  # bytes from which the head of a frame is longer
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class WebSocket(asyncio.Protocol):
    """`heard` is called with the content of each message."""

    def __init__(self, heard: Callable[[bytes], None]) -> None:
        self._heard = heard
        self.opened = asyncio.Event()
        self._buffer = b""

    @classmethod
    async def connect(
        cls,
        address: str,
        path: str,
        heard: Callable[[bytes], None],
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Self:
        url = urlsplit(address)
        assert url.hostname
        assert url.port
        loop = asyncio.get_running_loop()
        _, socket = await loop.create_connection(lambda: cls(heard), url.hostname, url.port)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        handshake = HANDSHAKE.format(path=path, host=url.netloc, headers=lines)
        socket._transport.write(handshake.encode())
        await socket.opened.wait()
        return socket

    def send(self, text: str) -> None:
        self._send(TEXT, text.encode())

    def rest(self, seconds: float) -> None:
        """Reads nothing for so long."""
        self._transport.pause_reading()
        asyncio.get_running_loop().call_later(seconds, self._read_on)

    def close(self) -> None:
        self._transport.close()

    # asyncio calls these three by name

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _: Exception | None) -> None:
        self.opened.set()

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        if not self.opened.is_set():
            head, mark, self._buffer = self._buffer.partition(b"\r\n\r\n")
            if not mark:
                self._buffer = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                raise ConnectionError(head.decode())
            self.opened.set()
        self._read()

    def _read_on(self) -> None:
        if not self._transport.is_closing():
            self._transport.resume_reading()

    def _read(self) -> None:
        while len(self._buffer) > 1:
            start, size = _measure(self._buffer)
            if not start or len(self._buffer) < start + size:
                return
            kind, content = self._buffer[0] & 0xF, self._buffer[start : start + size]
            self._buffer = self._buffer[start + size :]
            self._take(kind, content)

    def _take(self, kind: int, content: bytes) -> None:
        if kind == TEXT:
            self._heard(content)
        elif kind == PING:
            self._send(PONG, content)
        elif kind == CLOSE:
            self._transport.close()

    def _send(self, kind: int, content: bytes) -> None:
        size = len(content)
        head = bytes([0x80 | kind, 0x80 | min(size, SHORT)])
        extended = b"" if size < SHORT else size.to_bytes(2, "big")
        self._transport.write(head + extended + NO_MASK + content)


def _measure(buffer: bytes) -> tuple[int, int]:
    """Where the content of the first frame begins, 0 while that is not known, and its size."""
    size = buffer[1]
    if size < SHORT:
        return 2, size
    extended = 2 if size == SHORT else 8
    if len(buffer) < 2 + extended:
        return 0, 0
    return 2 + extended, int.from_bytes(buffer[2 : 2 + extended], "big")
