"""The clients of the others: each does what their own page does, or a program that asks them."""

import asyncio
import json
import time
from itertools import accumulate
from typing import Any
from uuid import uuid4

import aiohttp

from bench.client import Client, difference
from bench.peers.socketio import SocketIO
from bench.questions import Script

OK = 200
MODEL = "model"


class TextClient(Client):
    """Puts the deltas together."""

    _text = ""

    def _take(self, delta: str, size: int) -> None:
        self._text += delta
        self._received.mark(len(self._text), size)

    def _fault(self, script: Script) -> str:
        self._received.ends = list(accumulate(map(len, script.tokens)))
        return difference(self._text, script.text)


class ChainlitClient(TextClient):
    async def open(self) -> None:
        auth = {"sessionId": str(uuid4()), "clientType": "webapp", "userEnv": "{}"}
        self._socket = await SocketIO.connect(self._address, auth, self._hear)
        self._socket.emit("connection_successful")
        await self._ended.wait()  # it says so of the task before the first, too

    async def close(self) -> None:
        self._socket.close()

    async def _ask(self, script: Script) -> None:
        self._text = ""
        message = {
            "id": str(uuid4()),
            "threadId": "",
            "name": "user",
            "type": "user_message",
            "output": script.question,
            "createdAt": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        self._socket.emit("client_message", {"message": message, "fileReferences": []})

    def _hear(self, size: int, event: str, data: Any) -> None:
        if event == "stream_start":
            self._take(data["output"], size)
        elif event == "stream_token":
            self._take(data["token"], size)
        elif event == "task_end":
            self._ended.set()


class OpenWebUIClient(TextClient):
    """A program with a token."""

    def __init__(self, address: str, token: str) -> None:
        super().__init__(address)
        self._token = token

    async def open(self) -> None:
        headers = {"Authorization": f"Bearer {self._token}"}
        self._http = aiohttp.ClientSession(self._address, headers=headers)
        async with self._http.get("/api/models") as models:
            await models.read()

    async def close(self) -> None:
        await self._http.close()

    async def _ask(self, script: Script) -> None:
        self._text = ""
        async with self._post(script) as answer:
            if answer.status != OK:
                raise ValueError(f"The post was answered with {answer.status}.")
            async for line in answer.content:
                if line.startswith(b"data: {"):
                    choices = json.loads(line[6:])["choices"]
                    self._take(choices[0]["delta"].get("content", ""), len(line) + 1)
        self._ended.set()

    def _post(self, script: Script, **more: Any) -> Any:
        messages = [{"role": "user", "content": script.question}]
        body = {"model": MODEL, "stream": True, "messages": messages, **more}
        return self._http.post("/api/chat/completions", json=body)


class OpenWebUIPageClient(OpenWebUIClient):
    """Each question begins a chat: with the others the page sends all that was said before."""

    async def open(self) -> None:
        await super().open()
        auth = {"token": self._token}
        self._socket = await SocketIO.connect(self._address, auth, self._hear)
        self._socket.emit("user-join", {"auth": auth})

    async def close(self) -> None:
        self._socket.close()
        await super().close()

    async def _ask(self, script: Script) -> None:
        self._text, self._message = "", str(uuid4())
        asked: dict[str, Any] = {
            "id": str(uuid4()),
            "parentId": None,
            "childrenIds": [],
            "role": "user",
        }
        async with self._post(
            script,
            session_id=self._socket.sid,
            parent_id=None,
            user_message={**asked, "content": script.question, "models": [MODEL]},
            message_ids=[{"model_id": MODEL, "message_id": self._message}],
            background_tasks={},
        ) as answer:
            said = await answer.json()
            self._received.posting = asyncio.get_running_loop().time() - self._received.asked
            if answer.status != OK:
                raise ValueError(f"The post was answered with {answer.status}: {said}")

    def _hear(self, size: int, event: str, data: Any) -> None:
        if event == "events" and data["message_id"] == self._message:
            kind, said = data["data"]["type"], data["data"].get("data") or {}
            if kind == "response:completion" and isinstance(said.get("delta"), str):
                self._take(said["delta"], size)
            elif kind == "chat:completion" and said.get("done"):
                self._ended.set()


CLIENTS = (ChainlitClient, OpenWebUIClient, OpenWebUIPageClient)
