"""Just enough HTTP/1.1 to serve many event streams cheaply and to break off in every way."""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

Handler = Callable[["Call"], Awaitable[None]]


@dataclass(frozen=True)
class Call:
    """One request, and the connection to answer it on."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: "Connection"

    def json(self) -> Any:
        return json.loads(self.body)


class Connection(asyncio.Protocol):
    """Reads requests one after the other; whoever handles one writes the response itself."""

    def __init__(self, handle: Handler) -> None:
        self._handle = handle
        self._buffer = bytearray()
        self._task: asyncio.Future[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self.transport: asyncio.Transport | None = None
        self.lost = asyncio.Event()

    # asyncio calls these five by name

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._task is None:
            self._begin()

    def connection_lost(self, _: Exception | None) -> None:
        self.transport = None
        self.lost.set()
        self._writable.set()
        if self._task is not None:
            self._task.cancel()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    # for those who answer

    def write(self, data: bytes) -> None:
        if self.transport is not None:
            self.transport.write(data)

    async def drain(self) -> None:
        if not self._writable.is_set():
            await self._writable.wait()

    def respond(
        self, status: int, body: bytes, *, kind: str = "application/json", **headers: str
    ) -> None:
        """A whole response."""
        headers = {"Content-Type": kind, "Content-Length": str(len(body)), **headers}
        self.write(_head(status, headers) + body)

    def begin_stream(self) -> None:
        """The head of a chunked event stream."""
        self.write(
            _head(200, {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"})
        )

    def end_stream(self) -> None:
        self.write(b"0\r\n\r\n")

    def cut(self) -> None:
        """End the connection in the middle of whatever it was."""
        if self.transport is not None:
            self.transport.close()

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        if self.transport is not None:
            sock: socket.socket = self.transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()

    def _begin(self) -> None:
        if self._buffer and not self._buffer[:1].isalpha():
            self._buffer.clear()
            self.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            self.cut()
        call = self._next_call()
        if call is not None:
            self._task = asyncio.ensure_future(self._handle(call))
            self._task.add_done_callback(self._over)

    def _over(self, task: asyncio.Future[None]) -> None:
        self._task = None
        if not task.cancelled() and task.exception() is not None:
            self.cut()
        elif self.transport is not None and not self.transport.is_closing():
            self._begin()

    def _next_call(self) -> Call | None:
        head, mark, rest = bytes(self._buffer).partition(b"\r\n\r\n")
        if not mark:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        length = int(headers.get("content-length", "0"))
        if len(rest) < length:
            return None
        self._buffer = bytearray(rest[length:])
        method, path, _ = first.split(" ", 2)
        return Call(method, path, headers, rest[:length], self)


def chunked(data: bytes) -> bytes:
    """`data` as one chunk of a chunked body."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
