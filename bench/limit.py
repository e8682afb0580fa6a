"""`python -m bench.limit PORT`: the cheapest pass-through. Each read from the provider becomes a
WebSocket message as it is: nothing is parsed, rendered or stored. It prints its own port.
"""

import asyncio
import base64
import hashlib
import sys
from typing import cast
from urllib.parse import unquote_to_bytes

import uvloop

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
ACCEPT = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
ASK = b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b"
SHORT, MEDIUM = 126, 65536  # bytes at which the head of a frame grows


class Browser(asyncio.Protocol):
    """The handshake's query is the body of the request to the provider."""

    def __init__(self, provider: int) -> None:
        self._provider = provider
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._buffer.endswith(b"\r\n\r\n"):
            self.transport.write(ACCEPT + b"Sec-WebSocket-Accept: %b\r\n\r\n" % _accept(data))
            query = self._buffer.split(b" ", 2)[1].partition(b"?")[2]
            self._asking = asyncio.ensure_future(self._ask(unquote_to_bytes(query)))

    async def _ask(self, body: bytes) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: Upstream(self, body), "127.0.0.1", self._provider)


class Upstream(asyncio.Protocol):
    """The connection to the provider."""

    def __init__(self, browser: Browser, body: bytes) -> None:
        self._write = browser.transport.write
        self._body = body

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(ASK % (len(self._body), self._body))

    def data_received(self, data: bytes) -> None:
        self._write(_head(len(data)) + data)
        if data.endswith(b"0\r\n\r\n"):
            self._transport.close()


def _head(size: int) -> bytes:
    if size < SHORT:
        return b"\x81" + size.to_bytes(1, "big")
    if size < MEDIUM:
        return b"\x81\x7e" + size.to_bytes(2, "big")
    return b"\x81\x7f" + size.to_bytes(8, "big")


def _accept(request: bytes) -> bytes:
    key = request.lower().partition(b"sec-websocket-key:")[0]
    value = request[len(key) :].split(b"\r\n", 1)[0].partition(b":")[2].strip()
    digest = hashlib.sha1(value + MAGIC, usedforsecurity=False).digest()
    return base64.b64encode(digest)


async def _serve(provider: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Browser(provider), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
