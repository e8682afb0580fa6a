"""From the bytes of a stream to events."""

import json
from typing import Any

from palaver.llm.chunks import Chunk, Piece, decode
from palaver.llm.errors import ErrorKind, ProviderError
from palaver.llm.events import Delta, Event, Finish, Usage
from palaver.llm.refusal import read_error
from palaver.llm.sse import Lines, UnknownLine, payload
from palaver.llm.text import Cleaner

DONE = b"[DONE]"
MOST_TOKENS = 2**31 - 1  # what a database's integer holds; whatever claims more is wrong anyway


class Answer:
    """Assembles one answer: feed it what the network brings, it gives what is new.

    A failure is kept in `failure` and not raised, so that the text before it is never lost.
    `complete` means that the provider said so, `over` that nothing more is to be read.
    """

    def __init__(self, provider: str, model: str) -> None:
        self.provider = provider
        self.model = model
        self.failure: ProviderError | None = None
        self.complete = False
        self.over = False
        self._reason = ""
        self._lines = Lines()
        self._text = Cleaner()
        self._reasoning = Cleaner()
        self._usage: Usage | None = None

    def feed(self, data: bytes) -> list[Event]:
        """The events that `data` completes: at most one delta and one usage."""
        text = reasoning = ""
        try:
            for line in self._lines.feed(data):
                piece = self._read(line) if line and not self.over else None
                if piece is not None:
                    text += _string(piece.content or piece.refusal)
                    # Some servers send the same reasoning under both names.
                    reasoning += _string(piece.reasoning_content or piece.reasoning)
        except (UnknownLine, ValueError, RecursionError):
            self.fail("garbage")
        return self._events(self._text.feed(text), self._reasoning.feed(reasoning))

    def feed_whole(self, body: bytes) -> list[Event]:
        """The events of an answer that came in one piece, not as a stream."""
        return self.feed(b"data:" + body.replace(b"\n", b" ") + b"\n")

    def finish(self) -> list[Event]:
        """The events at the end of the stream; the last is `Finish`, or `failure` is set."""
        events = self._finish_line()
        events += self._events(self._text.finish(), self._reasoning.finish())
        if not self.complete:
            self.fail("cut")
        if self.failure is None:
            events.append(Finish(self._reason or "stop"))
        return events

    def fail(self, kind: ErrorKind) -> None:
        """Record that the answer ends here, unless it has ended."""
        if not self.over:
            self._end_with(ProviderError(kind, provider=self.provider, model=self.model))

    def _finish_line(self) -> list[Event]:
        """The last line may lack its end; half a line is no garbage but a cut."""
        if self.over:
            return []
        events = self.feed(b"\n")
        if self.failure is not None and self.failure.kind == "garbage":
            self.failure, self.over = None, False
        return events

    def _read(self, line: bytes) -> Piece | None:
        """What a line adds to the answer."""
        data = payload(line)
        if data == DONE:
            self.complete = self.over = True
        if not data or data == DONE:
            return None
        chunk = decode(data)
        if chunk.usage is not None:
            self._usage = read_usage(chunk.usage)
        if not chunk.choices or chunk.error is not None:
            self._look_for_error(chunk, data)
            return None
        choice = chunk.choices[0]
        if choice.finish_reason is not None:
            self._take_reason(choice.finish_reason)
        return choice.delta or choice.message

    def _take_reason(self, reason: Any) -> None:
        self._reason = _string(reason)
        if self._reason == "error":
            self.fail("server_error")
        self.complete = self.complete or bool(self._reason)

    def _look_for_error(self, chunk: Chunk, data: bytes) -> None:
        error = json.loads(data) if chunk.object == "error" else chunk.error
        if error is not None:
            self._end_with(read_error(error, provider=self.provider, model=self.model))

    def _end_with(self, failure: ProviderError) -> None:
        self.failure = failure
        self.over = True

    def _events(self, text: str, reasoning: str) -> list[Event]:
        events: list[Event] = [Delta(text, reasoning)] if text or reasoning else []
        if self._usage is not None:
            events.append(self._usage)
            self._usage = None
        return events


def read_usage(value: Any) -> Usage | None:
    """The figures of a usage object, None where it is none."""
    if not isinstance(value, dict):
        return None
    return Usage(
        prompt_tokens=_count(value.get("prompt_tokens")),
        completion_tokens=_count(value.get("completion_tokens")),
        reasoning_tokens=_detail(value, "completion_tokens_details", "reasoning_tokens"),
        cached_tokens=_detail(value, "prompt_tokens_details", "cached_tokens"),
    )


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _detail(usage: dict[str, Any], details: str, name: str) -> int:
    value = usage.get(details)
    return _count(value.get(name)) if isinstance(value, dict) else 0


def _count(value: Any) -> int:
    return int(min(max(0, value), MOST_TOKENS)) if isinstance(value, int | float) else 0
