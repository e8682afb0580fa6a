"""`python -m bench.bare PORT`: a uvicorn WebSocket that forwards the deltas of an answer, and does
nothing else. It prints its own port.
"""

import socket
import sys
from typing import Any

import aiohttp
import msgspec
import uvicorn

from palaver.llm.chunks import decode
from palaver.llm.sse import Lines


class Forwarder:
    """An ASGI application; the first message is the body of the request to the provider."""

    def __init__(self, provider: int) -> None:
        self._url = f"http://127.0.0.1:{provider}/v1/chat/completions"
        self._session: aiohttp.ClientSession | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await self._forward((await receive())["text"], send)
            await receive()

    async def _forward(self, body: str, send: Any) -> None:
        self._session = self._session or aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0)
        )
        lines = Lines()
        async with self._session.post(self._url, data=body) as response:
            async for data in response.content.iter_any():
                for line in lines.feed(data):
                    if delta := _delta(line):
                        await send({"type": "websocket.send", "text": delta})


def _delta(line: bytes) -> str:
    if not line.startswith(b"data: {"):
        return ""
    (choice,) = decode(line[6:]).choices or ()
    return msgspec.convert(choice.delta.content if choice.delta else "", str | None) or ""


def main() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        config = uvicorn.Config(
            Forwarder(int(sys.argv[1])),
            loop="uvloop",
            ws="websockets-sansio",
            lifespan="off",
            log_level="warning",
            access_log=False,
            ws_per_message_deflate=False,
        )
        uvicorn.Server(config).run([listener])


if __name__ == "__main__":
    main()
