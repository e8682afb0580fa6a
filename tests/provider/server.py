"""A scripted, OpenAI-compatible server."""

import asyncio
import json
from collections import Counter
from typing import Any, Self

from tests.provider.http import Call, Connection
from tests.provider.parameters import READY_MADE, partial_answer, question, read_parameters
from tests.provider.streaming import Answering, Record, whole_answer

ERRORS: dict[str, tuple[int, str, str]] = {
    "400": (400, "invalid_request_error", "This request is odd."),
    "401": (401, "invalid_api_key", "Incorrect API key provided."),
    "402": (402, "insufficient_credits", "Payment required."),
    "404": (404, "model_not_found", "The model does not exist."),
    "429": (429, "rate_limit_exceeded", "Rate limit reached."),
    "quota": (429, "insufficient_quota", "You exceeded your current quota."),
    "context": (400, "context_length_exceeded", "This model's maximum context length is 100."),
    "filter": (400, "content_filter", "The response was filtered."),
    "500": (500, "server_error", "The server had an error."),
    "503": (503, "overloaded", "Overloaded."),
}
ODD_RESPONSES = {
    "disconnect": b"",
    "not_http": b"SSH-2.0-OpenSSH_9.2\r\n",
    "redirect": b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:9/v1\r\n\r\n",
    "html": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>\n<p>It works!\n</html>\n",
}
CHARACTERS_OF_A_TOKEN = 2  # where it is asked to count


class ScriptedProvider:
    """`async with ScriptedProvider() as server:` serves at `server.base_url` until the end.

    `requests` holds a `Record` of each request for an answer; `asked` is set by the first.
    `counted` holds what it was asked to tokenize, which it answers with `odd_tokens` if there are
    any. `rate` is in tokens per second for models that name none; 0 is as fast as it can. With a
    `key`, other keys get a 401.
    """

    def __init__(self, *, port: int = 0, rate: float = 0.0, key: str = "") -> None:
        self.port = port
        self.rate = rate
        self.key = key
        self.requests: list[Record] = []
        self.counted: list[dict[str, Any]] = []
        self.odd_tokens = b""
        self.asked = asyncio.Event()
        self.connections = 0
        self._attempts: Counter[tuple[str, str]] = Counter()
        self._server: asyncio.Server | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def broken_url(self) -> str:
        """As `base_url`, but asking for the models there fails."""
        return f"http://127.0.0.1:{self.port}/broken/v1"

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()

    def _connected(self) -> Connection:
        self.connections += 1
        return Connection(self._handle)

    async def _handle(self, call: Call) -> None:
        path = call.path.partition("?")[0]
        if path == "/_requests":
            self._show_requests(call)
        elif self.key and call.headers.get("authorization") != f"Bearer {self.key}":
            _refuse(call, "401")
        elif path.endswith("/v1/models"):
            self._list_models(call)
        elif path in ("/tokenize", "/broken/tokenize"):
            self._tokenize(call)
        elif path.endswith("/v1/chat/completions"):
            await self._complete(call)
        else:
            call.connection.respond(404, b"404 page not found", kind="text/plain")

    def _show_requests(self, call: Call) -> None:
        if call.method == "DELETE":
            self.requests.clear()
            self._attempts.clear()
        shown = [record.as_json() for record in self.requests]
        call.connection.respond(200, json.dumps(shown).encode())

    def _list_models(self, call: Call) -> None:
        if call.path.startswith("/broken/"):
            _refuse(call, "500")
            return
        data = [{"id": name, "object": "model", "owned_by": "scripted"} for name in READY_MADE]
        call.connection.respond(200, json.dumps({"object": "list", "data": data}).encode())

    def _tokenize(self, call: Call) -> None:
        """Two characters are a token."""
        body = call.json()
        self.counted.append(body)
        if call.path.startswith("/broken/"):
            _refuse(call, "500")
            return
        text = body.get("prompt") or body.get("content") or ""
        tokens = list(range(len(text) // CHARACTERS_OF_A_TOKEN))
        call.connection.respond(200, self.odd_tokens or json.dumps({"tokens": tokens}).encode())

    async def _complete(self, call: Call) -> None:
        record = self._record(call)
        if record is None:
            _refuse(call, "404")
            return
        self.requests.append(record)
        self.asked.set()
        try:
            await self._answer(call, record)
        except asyncio.CancelledError:
            record.closed_by_client = True
            raise
        finally:
            record.closed_by_client |= call.connection.lost.is_set() and not record.finished
            record.over.set()

    def _record(self, call: Call) -> Record | None:
        body: dict[str, Any] = call.json()
        messages = body.get("messages", [])
        parameters = read_parameters(body["model"], messages)
        if parameters is None:
            return None
        key = (body["model"], question(messages))
        self._attempts[key] += 1
        return Record(
            model=body["model"],
            messages=messages,
            parameters=parameters,
            authorization=call.headers.get("authorization", ""),
            attempt=self._attempts[key],
            partial=partial_answer(messages),
            body=body,
        )

    async def _answer(self, call: Call, record: Record) -> None:
        parameters = record.parameters
        faulty = not parameters.times or record.attempt <= parameters.times
        faults = parameters.faults if faulty else {}
        if await _answer_otherwise(call, record, faults):
            return
        if record.body.get("stream"):
            await Answering(call.connection, record, self.rate, faulty).run()
        else:
            call.connection.respond(200, json.dumps(whole_answer(record)).encode())


async def _answer_otherwise(call: Call, record: Record, faults: dict[str, str]) -> bool:
    """Whether a fault of the whole response took its place."""
    if error := next((name for name in faults if name in ERRORS), ""):
        _refuse(call, error, **({"Retry_After": faults[error]} if faults[error] else {}))
    elif message := _objection(faults.get("refuses", ""), record.body):
        call.connection.respond(400, json.dumps({"error": {"message": message}}).encode())
    elif "whole" in faults:
        call.connection.respond(200, json.dumps(whole_answer(record), indent=2).encode())
    elif "hang" in faults:
        await call.connection.lost.wait()
    elif odd := next((name for name in faults if name in ODD_RESPONSES), ""):
        call.connection.write(ODD_RESPONSES[odd])
        call.connection.cut()
    else:
        return False
    return True


def _objection(refused: str, body: dict[str, Any]) -> str:
    """In the words of OpenAI; to a parameter altogether, or to a value of it: "seed=7"."""
    name, _, value = refused.partition("=")
    if name not in body or value not in ("", str(body[name])):
        return ""
    elif value:
        return f"Unsupported value: '{name}' does not support {value} with this model."
    elif name == "max_tokens":
        return (
            "Unsupported parameter: 'max_tokens' is not supported with this model. "
            "Use 'max_completion_tokens' instead."
        )
    else:
        return f"Unsupported parameter: '{name}' is not supported with this model."


def _refuse(call: Call, error: str, **headers: str) -> None:
    status, code, message = ERRORS[error]
    body = {"error": {"message": message, "type": "error", "code": code}}
    call.connection.respond(status, json.dumps(body).encode(), **headers)
