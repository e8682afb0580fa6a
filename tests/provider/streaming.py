"""One scripted answer on its way."""

import asyncio
import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from palaver.llm import clean
from tests.provider.http import Connection, chunked
from tests.provider.parameters import Parameters
from tests.provider.script import script_tokens

COMMENT_INTERVAL = 0.02  # seconds
ENDS_AT = (
    "stall_at",
    "comment_at",
    "cut_at",
    "reset_at",
    "half_at",
    "torn_at",
    "end_at",
    "garbage_at",
    "error_at",
)


@dataclass
class Record:
    """What a test may ask about one request."""

    model: str
    messages: list[dict[str, Any]]
    parameters: Parameters
    authorization: str = ""
    attempt: int = 1
    partial: str = ""
    diverged: bool = False
    sent: int = 0
    began: float = 0.0  # of the system's monotonic clock; token n comes n / rate seconds later
    finished: bool = False
    closed_by_client: bool = False
    body: dict[str, Any] = field(default_factory=dict)
    over: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def as_json(self) -> dict[str, Any]:
        names = ("model", "messages", "authorization", "attempt", "partial", "diverged")
        how_far = ("sent", "began", "finished", "closed_by_client")
        shown = {name: getattr(self, name) for name in (*names, *how_far)}
        return shown | {"over": self.over.is_set(), "parameters": vars(self.parameters)}


class Answering:
    """Streams the pieces of an answer after `partial`, with the faults that were asked for."""

    def __init__(self, connection: Connection, record: Record, rate: float, faulty: bool) -> None:
        self._connection = connection
        self._record = record
        self._parameters = record.parameters
        self._faults = record.parameters.faults if faulty else {}
        self._rate = record.parameters.rate if record.parameters.rate is not None else rate
        self._loop = asyncio.get_running_loop()
        self._due = 0.0

    async def run(self) -> None:
        start, pieces = self._remaining()
        breach = self._breach(start, start + len(pieces))
        self._connection.begin_stream()
        self._due = self._loop.time() + self._parameters.first
        self._write(_chunk({"role": "assistant", "content": ""}))
        if start == 0:
            await self._reason()
        self._record.began = max(self._due, self._loop.time())
        await self._send(pieces if breach is None else pieces[: breach[0] - start])
        await self._pause()
        if breach is None:
            self._finish(len(pieces))
        else:
            await self._break_off(breach[1])

    def _breach(self, start: int, end: int) -> tuple[int, str] | None:
        """Before which piece this run breaks off, and how; not where it began from a partial."""
        places = ((self._at(fault), fault) for fault in ENDS_AT)
        first = start + 1 if start else 0
        ahead = [(at, how) for at, how in places if at is not None and first <= at <= end]
        return min(ahead, default=None)

    def _remaining(self) -> tuple[int, list[str]]:
        """The index of the first piece to send, and the pieces, the first one maybe in part."""
        pieces = self._parameters.pieces()
        partial = self._record.partial
        self._record.diverged = not clean("".join(pieces)).startswith(partial)
        if self._record.diverged or not partial:
            return 0, pieces
        left = len(partial)
        index = 0
        while index < len(pieces) and left >= len(clean(pieces[index])):
            left -= len(clean(pieces[index]))
            index += 1
        rest = pieces[index:]
        if rest:
            rest[0] = rest[0][left:]
        repeated = partial[len(partial) - self._parameters.overlap :]
        return index, [repeated, *rest] if repeated else rest

    def _at(self, fault: str) -> int | None:
        return self._parameters.at(fault) if fault in self._faults else None

    async def _break_off(self, fault: str) -> None:
        if fault == "stall_at":
            await self._connection.lost.wait()
        elif fault == "comment_at":
            await self._comment()
        elif fault == "end_at":
            self._connection.end_stream()
        elif fault == "reset_at":
            self._connection.reset()
        elif fault in _LAST_WORDS:
            self._write(_LAST_WORDS[fault])
            self._connection.end_stream()
        else:
            half = _HALVES.get(fault, b"")
            self._connection.write(chunked(half) if half else b"")
            self._connection.cut()

    async def _comment(self) -> None:
        while not self._connection.lost.is_set():
            self._connection.write(chunked(b": still here\n\n"))
            await asyncio.sleep(COMMENT_INTERVAL)

    async def _reason(self) -> None:
        for token in script_tokens(self._parameters.seed + 1, self._parameters.reasoning):
            await self._pause()
            self._write(_chunk({self._parameters.field: token}))

    async def _send(self, pieces: list[str]) -> None:
        split = "split" in self._faults
        for piece in pieces:
            await self._pause()
            if split:
                await self._write_split(_event(piece))
            else:
                self._connection.write(_wire(piece))
            self._record.sent += 1

    async def _pause(self) -> None:
        if self._due:
            now = self._loop.time()
            if self._due > now:
                await asyncio.sleep(self._due - now)
            self._due = self._due + 1 / self._rate if self._rate else 0.0
        await self._connection.drain()

    def _write(self, data: bytes) -> None:
        self._connection.write(chunked(b"data: " + data + b"\n\n"))

    async def _write_split(self, event: bytes) -> None:
        """In two writes, cut inside the first UTF-8 sequence of several bytes."""
        cut = next((i + 1 for i, byte in enumerate(event) if byte >= 0xC0), len(event) // 2)
        self._connection.write(chunked(event[:cut]))
        await asyncio.sleep(0.001)
        self._connection.write(chunked(event[cut:]))

    def _finish(self, completion_tokens: int) -> None:
        if "no_finish" not in self._faults:
            self._write(_chunk({}, finish_reason=self._parameters.finish))
        if (self._record.body.get("stream_options") or {}).get("include_usage"):
            self._write(_usage(self._record, completion_tokens))
        if "no_done" not in self._faults:
            self._write(b"[DONE]")
        self._connection.end_stream()
        self._record.finished = True


def whole_answer(record: Record) -> dict[str, Any]:
    """The answer as it is without streaming."""
    content = record.parameters.answer()
    record.finished = True
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 1,
        "model": record.model,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content},
                "finish_reason": record.parameters.finish,
            }
        ],
        "usage": usage_figures(record, len(record.parameters.pieces())),
    }


def usage_figures(record: Record, completion_tokens: int) -> dict[str, Any]:
    """The figures of a usage object; a token of the prompt is a word."""
    prompt = sum(len(str(message.get("content", "")).split()) for message in record.messages)
    completion = completion_tokens + record.parameters.reasoning
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "completion_tokens_details": {"reasoning_tokens": record.parameters.reasoning},
    }


_FRAME = {"id": "chatcmpl-scripted", "object": "chat.completion.chunk", "created": 1}
_PREFIX = json.dumps({**_FRAME, "model": "scripted"})[:-1].encode()
_PREFIX += b', "choices":[{"index":0,"delta":{"content":'
_SUFFIX = b'},"finish_reason":null}]}'


def _chunk(delta: dict[str, str], finish_reason: str | None = None) -> bytes:
    choices = [{"index": 0, "delta": delta, "finish_reason": finish_reason}]
    return json.dumps({**_FRAME, "model": "scripted", "choices": choices}).encode()


def _usage(record: Record, completion_tokens: int) -> bytes:
    usage = usage_figures(record, completion_tokens)
    return json.dumps({**_FRAME, "model": "scripted", "choices": [], "usage": usage}).encode()


def _event(piece: str) -> bytes:
    try:
        content = json.dumps(piece, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        content = json.dumps(piece).encode()
    return b"data: " + _PREFIX + content + _SUFFIX + b"\n\n"


@lru_cache(maxsize=100_000)
def _wire(piece: str) -> bytes:
    return chunked(_event(piece))


_HALVES = {
    "half_at": b'data: {"choices":[{"delta":{"content":"ha',
    "torn_at": b'data: {"choices":[{"delta":{"content":"\xe4\xbd',  # two bytes of three
}
_LAST_WORDS = {
    "garbage_at": b'{"choices": [{"delta": <!-- upstream error -->',
    "error_at": b'{"error": {"message": "The server had an error", "code": 500}}',
}
