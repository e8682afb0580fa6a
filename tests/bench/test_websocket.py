"""The clients' WebSocket, against one that is known to be right."""

import asyncio

from websockets.asyncio.server import ServerConnection, serve

from bench.websocket import WebSocket
from tests.waiting import eventually

SIZES = (0, 1, 125, 126, 127, 65_535, 65_536, 200_000)


async def test_messages_of_every_size_arrive() -> None:
    heard: list[bytes] = []

    async def echo(socket: ServerConnection) -> None:
        await socket.send(f"{socket.request.path if socket.request else ''}")
        async for message in socket:
            await (await socket.ping())
            for size in SIZES:
                await socket.send("x" * size)
            await socket.send(message)

    async with serve(echo, "127.0.0.1", 0, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        socket = await WebSocket.connect(f"http://127.0.0.1:{port}", "/live", heard.append)
        socket.send("y" * 300)
        await eventually(lambda: len(heard) == len(SIZES) + 2)
        socket.close()

    assert heard == [b"/live", *(b"x" * size for size in SIZES), b"y" * 300]


async def test_frames_may_come_in_any_pieces() -> None:
    heard: list[bytes] = []

    async def write(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        whole = b"HTTP/1.1 101 Switching\r\n\r\n\x81\x03abc\x81\x7e\x00\x7e" + b"d" * 126
        for place in range(len(whole)):
            writer.write(whole[place : place + 1])
            await writer.drain()
            await asyncio.sleep(0)

    server = await asyncio.start_server(write, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        socket = await WebSocket.connect(f"http://127.0.0.1:{port}", "/", heard.append)
        await eventually(lambda: len(heard) == 2)
        socket.close()
    assert heard == [b"abc", b"d" * 126]
