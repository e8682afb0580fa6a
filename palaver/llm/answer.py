"""From the bytes of a stream to events."""

import json
from typing import Any

from palaver.llm.chunks import Choice, Chunk, Piece, decode
from palaver.llm.errors import ErrorKind, ProviderError
from palaver.llm.events import Delta, Event, Finish, Usage
from palaver.llm.refusal import read_error
from palaver.llm.sse import Lines, UnknownLine, payload
from palaver.llm.text import Cleaner

DONE = b"[DONE]"


class Answer:
    """Assembles one answer: feed it what the network brings, it gives what is new.

    A failure is kept in `failure` and not raised, so that the text before it is never lost.
    """

    def __init__(self, provider: str, model: str) -> None:
        self.provider = provider
        self.model = model
        self.failure: ProviderError | None = None
        self.reason = ""
        self.done = False
        self._lines = Lines()
        self._text = Cleaner()
        self._reasoning = Cleaner()
        self._usage: Usage | None = None

    def feed(self, data: bytes) -> list[Event]:
        """The events that `data` completes: at most one delta and one usage."""
        texts: list[str] = []
        reasonings: list[str] = []
        try:
            self._read(self._lines.feed(data), texts, reasonings)
        except (UnknownLine, ValueError, RecursionError):
            self.fail("garbage")
        return self._events("".join(texts), "".join(reasonings))

    def feed_whole(self, body: bytes) -> list[Event]:
        """The events of an answer that came in one piece, not as a stream."""
        return self.feed(b"data:" + body.replace(b"\n", b" ") + b"\n")

    def finish(self) -> list[Event]:
        """The events at the end of the stream; the last is `Finish`, or `failure` is set."""
        events = self._finish_line()
        rest = Delta(self._text.finish(), self._reasoning.finish())
        if rest.text or rest.reasoning:
            events.append(rest)
        if not self.complete:
            self.fail("cut")
        if self.failure is None:
            events.append(Finish(self.reason or "stop"))
        return events

    @property
    def complete(self) -> bool:
        """Whether the provider said that the answer is over."""
        return self.done or bool(self.reason)

    @property
    def over(self) -> bool:
        """Whether nothing more is to be read."""
        return self.done or self.failure is not None

    def fail(self, kind: ErrorKind) -> None:
        """Record that the answer ends here, unless it has ended."""
        if not self.over:
            self.failure = ProviderError(kind, provider=self.provider, model=self.model)

    def _finish_line(self) -> list[Event]:
        """The last line may lack its end; half a line is no garbage but a cut."""
        if self.over:
            return []
        events = self.feed(b"\n")
        if self.failure is not None and self.failure.kind == "garbage":
            self.failure = None
        return events

    def _read(self, lines: list[bytes], texts: list[str], reasonings: list[str]) -> None:
        for line in lines:
            data = payload(line)
            if not data:
                continue
            if data == DONE:
                self.done = True
            if self.over:
                return
            self._take(decode(data), data, texts, reasonings)

    def _take(self, chunk: Chunk, data: bytes, texts: list[str], reasonings: list[str]) -> None:
        if chunk.choices:
            self._take_choice(chunk.choices[0], texts, reasonings)
        if chunk.usage is not None:
            self._usage = read_usage(chunk.usage)
        if chunk.error is not None or chunk.object == "error":
            error = chunk.error or json.loads(data)
            self.failure = read_error(error, provider=self.provider, model=self.model)

    def _take_choice(self, choice: Choice, texts: list[str], reasonings: list[str]) -> None:
        piece = choice.delta or choice.message
        if piece is not None:
            _collect(piece, texts, reasonings)
        if choice.finish_reason and isinstance(choice.finish_reason, str):
            self.reason = choice.finish_reason
            if self.reason == "error":
                self.fail("server_error")

    def _events(self, text: str, reasoning: str) -> list[Event]:
        events: list[Event] = []
        if text or reasoning:
            delta = Delta(self._text.feed(text), self._reasoning.feed(reasoning))
            if delta.text or delta.reasoning:
                events.append(delta)
        if self._usage is not None:
            events.append(self._usage)
            self._usage = None
        return events


def read_usage(value: Any) -> Usage | None:
    """The figures of a usage object, None where it is none."""
    if not isinstance(value, dict):
        return None
    details = value.get("completion_tokens_details")
    reasoning = details.get("reasoning_tokens") if isinstance(details, dict) else 0
    return Usage(
        prompt_tokens=_count(value.get("prompt_tokens")),
        completion_tokens=_count(value.get("completion_tokens")),
        reasoning_tokens=_count(reasoning),
    )


def _collect(piece: Piece, texts: list[str], reasonings: list[str]) -> None:
    text = piece.content or piece.refusal
    if text and isinstance(text, str):
        texts.append(text)
    # Some servers send the same reasoning under both names.
    reasoning = piece.reasoning_content or piece.reasoning
    if reasoning and isinstance(reasoning, str):
        reasonings.append(reasoning)


def _count(value: Any) -> int:
    return max(0, int(value)) if isinstance(value, int | float) else 0
