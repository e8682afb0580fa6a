"""A web process's copy of one answer that somebody there is watching."""

from dataclasses import dataclass
from typing import Any

from palaver.generation.cursor import Cursor
from palaver.generation.hints import Text
from palaver.generation.log import Reading
from palaver.markdown import Stream, View, difference

Payload = list[Any]


@dataclass(frozen=True, slots=True)
class End:
    """A final status, and what the page shows with it."""

    status: str
    notice: str
    meta: str


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """The answer at one moment: immutable, and shared by all sockets that show it."""

    cursor: Cursor
    view: View
    end: End | None


class Replica:
    """Text, blocks and status of one answer, never ahead of the log (I2)."""

    def __init__(self, generation_id: int) -> None:
        self.generation_id = generation_id
        self.loaded = False
        self._epoch = 0
        self._first_epoch = 0
        self._stream = Stream()
        self._length = 0
        self._reasoning = ""
        self._end: End | None = None
        self._state: State | None = None

    @property
    def length(self) -> int:
        return self._length

    @property
    def reasoning_length(self) -> int:
        return len(self._reasoning)

    @property
    def state(self) -> State:
        if self._state is None:
            view = self._stream.finish() if self._end else self._stream.view
            cursor = Cursor(self._first_epoch, view.position, len(self._reasoning), view.blocks)
            self._state = State(cursor, view, self._end)
        return self._state

    def fits(self, hint: Text) -> bool:
        """Whether the hint begins exactly where this copy ends."""
        here = (self._epoch, self._length, len(self._reasoning))
        return self._end is None and here == (hint.epoch, hint.start, hint.reasoning_start)

    def knows(self, hint: Text) -> bool:
        """Whether the hint says nothing new: an older epoch, or text that is here already."""
        return hint.epoch < self._epoch or (
            hint.epoch == self._epoch
            and hint.start + len(hint.text) <= self._length
            and hint.reasoning_start + len(hint.reasoning) <= len(self._reasoning)
        )

    def is_behind(self, epoch: int, length: int, reasoning_length: int, final: bool) -> bool:
        return (
            epoch > self._epoch
            or (final and self._end is None)
            or (not final and self._end is not None)
            or (epoch == self._epoch and length > self._length)
            or (epoch == self._epoch and reasoning_length > len(self._reasoning))
        )

    def apply(self, hint: Text) -> None:
        self._feed(hint.text, hint.reasoning)

    def take(self, reading: Reading, end: End | None) -> bool:
        """Brings the copy up to a reading; False where it must be read again from the start."""
        generation = reading.generation
        if generation.first_epoch != self._first_epoch or (self._end and not end):
            self._restart(generation.first_epoch)
        if (reading.start, reading.reasoning_start) != (self._length, len(self._reasoning)):
            return False
        self._epoch = generation.epoch
        self._feed(reading.text, reading.reasoning)
        self._end = end
        self.loaded = True
        return True

    def frame(self, old: State | Cursor | None) -> Payload:
        """What leads a reader from what it has to the present state."""
        new = self.state
        if isinstance(old, State) and old.cursor.epoch == new.cursor.epoch:
            return self._payload(
                str(old.cursor), old.cursor.reasoning, difference(old.view, new.view)
            )
        if isinstance(old, Cursor) and self._covers(old):
            kept = min(old.blocks, new.view.blocks)
            return self._payload(str(old), old.reasoning, difference(kept, new.view))
        return self._payload("", 0, difference(0, new.view))

    def _covers(self, cursor: Cursor) -> bool:
        return (
            cursor.epoch == self._first_epoch
            and cursor.position <= self._length
            and cursor.reasoning <= len(self._reasoning)
        )

    def _payload(self, start: str, reasoning: int, ops: list[int | str]) -> Payload:
        new = self.state
        end = ["end", new.end.status, new.end.notice, new.end.meta] if new.end else []
        return [start, str(new.cursor), self._reasoning[reasoning:], *ops, *end]

    def _feed(self, text: str, reasoning: str) -> None:
        self._stream.feed(text)
        self._length += len(text)
        self._reasoning += reasoning
        self._state = None

    def _restart(self, first_epoch: int) -> None:
        self._first_epoch = first_epoch
        self._stream = Stream()
        self._length = 0
        self._reasoning = ""
        self._end = None
        self._state = None
