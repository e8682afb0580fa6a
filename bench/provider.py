"""`python -m bench.provider`: a fake OpenAI-compatible provider, cheap enough for thousands.

The last message says what it is to write, as a `Script` in JSON. When it wrote which token can be
asked for afterwards, at /sent. It prints its port as its first line.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import uvloop

from bench.questions import Script

MODEL = "model"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: "
STREAM_HEAD = HEAD + b"text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"
EVENT = {"id": "chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG", "object": "chat.completion.chunk"}

_sent: dict[str, list[float]] = {}
_waiting: defaultdict[str, list["Writer"]] = defaultdict(list)


class Writer:
    """Writes one answer, each token in a write of its own at its own time."""

    def __init__(self, transport: asyncio.Transport, script: Script) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._tokens = script.tokens
        self._interval = 1 / script.rate
        self._next = 0
        self._sent = _sent.setdefault(script.key, [])
        transport.write(STREAM_HEAD + _event({"role": "assistant", "content": ""}))

    def begin(self) -> None:
        self._start = self._loop.time()
        self._write()

    def _write(self) -> None:
        if self._transport.is_closing():
            return
        self._sent.append(time.monotonic())
        self._transport.write(_token(self._tokens[self._next]))
        self._next += 1
        if self._next < len(self._tokens):
            self._loop.call_at(self._start + self._next * self._interval, self._write)
        else:
            self._loop.call_at(self._start + self._next * self._interval, self._end)

    def _end(self) -> None:
        last = _event({}, "stop") + _chunk(b"data: [DONE]\n\n") + LAST_CHUNK
        self._transport.write(last)


def _admit(writer: Writer, script: Script) -> None:
    waiting = _waiting[script.run]
    waiting.append(writer)
    if len(waiting) >= script.together:
        del _waiting[script.run]
        for one in waiting:
            one.begin()


class Connection(asyncio.Protocol):
    """One request after the other."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, mark, body = self._buffer.partition(b"\r\n\r\n")
        if mark and len(body) >= _content_length(head):
            self._buffer = b""
            self._answer(urlsplit(head.split(b" ", 2)[1].decode()), body)

    def _answer(self, path: Any, body: bytes) -> None:
        if path.path.endswith("/chat/completions"):
            script = Script.parse(json.loads(body)["messages"][-1]["content"])
            _admit(Writer(self._transport, script), script)
        elif path.path == "/sent":
            keys = parse_qs(path.query)["run"]
            self._respond({key: at for key, at in _sent.items() if key.partition(".")[0] in keys})
        else:
            self._respond({"object": "list", "data": [{"id": MODEL, "object": "model"}]})

    def _respond(self, value: Any) -> None:
        body = json.dumps(value).encode()
        head = HEAD + b"application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        self._transport.write(head + body)


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _event(delta: dict[str, str], finish: str | None = None) -> bytes:
    return _chunk(_line(delta, finish))


def _token(text: str) -> bytes:
    """The event of a token, of which only the text is new."""
    return _chunk(BEFORE + json.dumps(text).encode() + AFTER)


def _line(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    event = {**EVENT, "created": 1741569952, "model": MODEL, "choices": [choice]}
    return b"data: " + json.dumps(event, separators=(",", ":")).encode() + b"\n\n"


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


BEFORE, AFTER = _line({"content": ""}).split(b'""')


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve())
