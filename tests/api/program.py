"""A program at the JSON socket: an ordinary WebSocket client that puts the text together."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from websockets.asyncio.client import ClientConnection, connect

from tests.running import MODEL, Palaver
from tests.visitor import Visitor

PATIENCE = 60.0  # seconds
ENDS = ("finished", "failed", "error")

Event = dict[str, Any]


class Program:
    """`async with Program(palaver, owner) as program:` is connected as that person.

    `text` and `reasoning` are what it received; a delta that does not begin exactly where they
    end fails the test.
    """

    def __init__(self, palaver: Palaver, visitor: Visitor | None, **options: Any) -> None:
        headers = visitor.headers if visitor else {}
        url = palaver.address.replace("http", "ws") + "/ws/openai/"
        self._connecting = connect(url, additional_headers=headers, **options)
        self.socket: ClientConnection
        self.palaver = palaver
        self.started: Event = {}
        self.restarts = 0
        self.text = ""
        self.reasoning = ""

    async def __aenter__(self) -> Self:
        self.socket = await self._connecting
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.socket.transport.abort()
        await self.socket.wait_closed()

    @property
    def message(self) -> str:
        return str(self.started["message"])

    @property
    def chat(self) -> str:
        return str(self.started["chat"])

    async def send(self, **request: Any) -> None:
        await self.socket.send(json.dumps(request))

    async def ask(self, text: str = "Hello?", *, model: str = "", **more: Any) -> None:
        await self.send(message=text, model=MODEL + model, **more)

    async def resume(self, message: str, position: int = 0, **more: Any) -> None:
        await self.send(resume=message, **{"from": position}, **more)

    async def event(self) -> Event:
        async with asyncio.timeout(PATIENCE):
            event: Event = json.loads(await self.socket.recv())
        self._take(event)
        return event

    async def until_length(self, length: int) -> None:
        while len(self.text) < length:
            assert (await self.event())["event"] not in ENDS

    async def end(self) -> Event:
        """The event that ends the answer, or the refusal of a request."""
        while (event := await self.event())["event"] not in ENDS:
            pass
        return event

    async def answer(self, text: str = "Hello?", *, model: str = "", **more: Any) -> Event:
        await self.ask(text, model=model, **more)
        return await self.end()

    def have(self, text: str, reasoning: str = "") -> None:
        """Begin with what an earlier connection received."""
        self.text, self.reasoning = text, reasoning

    def agrees_with(self, text: str, reasoning: str = "") -> None:
        """What was received, what is stored and the script: the same, byte by byte."""
        stored = self.palaver.answer(self.message)
        assert self.text.encode() == stored.text.encode() == text.encode()
        assert self.reasoning.encode() == stored.reasoning.encode() == reasoning.encode()

    def _take(self, event: Event) -> None:
        match event["event"]:
            case "started":
                self.started = event
                UUID(event["chat"])
                UUID(event["message"])
                self.text = self.text[: event["from"]]
                self.reasoning = self.reasoning[: event["reasoning_from"]]
            case "restarted":
                self.restarts += 1
                self.have("")
            case "delta":
                assert event["position"] == len(self.text)
                self.text += event["text"]
            case "reasoning":
                assert event["position"] == len(self.reasoning)
                self.reasoning += event["text"]
            case "finished" | "failed":
                assert event["message"] == self.message
                assert event["length"] == len(self.text)
                assert event["reasoning_length"] == len(self.reasoning)
