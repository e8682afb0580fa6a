"""What is known of the others' protocols, without installing them."""

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from bench.client import Received
from bench.peers.clients import ChainlitClient, OpenWebUIPageClient
from bench.peers.socketio import SocketIO
from bench.questions import Script
from tests.waiting import eventually

SCRIPT = Script("test.1", seed=1, length=3, rate=50)


async def test_a_socket_joins_hears_and_answers_pings() -> None:
    said: list[str] = []
    heard: list[tuple[str, Any]] = []

    async def serve(request: web.Request) -> web.WebSocketResponse:
        assert request.query["transport"] == "websocket"
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str('0{"sid":"engine"}')
        async for message in socket:
            assert message.type == WSMsgType.TEXT
            said.append(message.data)
            if message.data.startswith("40"):
                for text in ('40{"sid":"me"}', '42["events",{"a":1}]', "2", '42["bare"]'):
                    await socket.send_str(text)
        return socket

    app = web.Application()
    app.router.add_get("/ws/socket.io/", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    socket = await SocketIO.connect(
        f"http://127.0.0.1:{port}", {"token": "t"}, lambda _, *what: heard.append(what)
    )
    socket.emit("user-join", {"auth": 1})
    await eventually(lambda: len(said) == 3 and len(heard) == 2)

    assert socket.sid == "me"
    assert heard == [("events", {"a": 1}), ("bare", None)]
    assert said[0] == '40{"token": "t"}'
    assert sorted(said[1:]) == ["3", '42["user-join", {"auth": 1}]']
    socket.close()
    await runner.cleanup()


async def test_tokens_of_chainlit_are_put_together() -> None:
    client = ChainlitClient("")
    client._received = Received(0.0, "")
    first, *rest = SCRIPT.tokens
    client._hear(10, "stream_start", {"output": first})
    for token in rest:
        client._hear(10, "stream_token", {"token": token})
    assert client._fault(SCRIPT) == ""
    assert (client._received.wire, client._ended.is_set()) == (30, False)

    client._hear(10, "stream_token", {"token": "more"})
    client._hear(10, "task_end", None)
    assert client._ended.is_set()
    assert "in place of" in client._fault(SCRIPT)


async def test_a_page_of_open_webui_reads_its_own_answer() -> None:
    client = OpenWebUIPageClient("", "token")
    client._received, client._message = Received(0.0, ""), "mine"
    for token in SCRIPT.tokens:
        for message in ("mine", "another"):
            said = {"type": "response.output_text.delta", "delta": token}
            client._hear(10, "events", _event(message, "response:completion", said))
    client._hear(10, "events", _event("mine", "chat:completion", {"choices": []}))
    assert client._fault(SCRIPT) == ""
    assert not client._ended.is_set()

    client._hear(10, "events", _event("mine", "chat:completion", {"done": True}))
    await asyncio.wait_for(client._ended.wait(), 1)


def _event(message: str, kind: str, said: dict[str, Any]) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(
        json.dumps({"message_id": message, "data": {"type": kind, "data": said}})
    )
    return event
