"""A web process's copy of one answer that somebody there is watching."""

from dataclasses import dataclass
from typing import Any

from palaver.generation.cursor import Cursor
from palaver.generation.hints import Text
from palaver.generation.log import Reading
from palaver.lib.growing import GrowingText
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
        self._text = GrowingText()
        self._reasoning = GrowingText()
        self._end: End | None = None
        self._state: State | None = None

    @property
    def first_epoch(self) -> int:
        return self._first_epoch

    @property
    def length(self) -> int:
        return self._text.length

    @property
    def reasoning_length(self) -> int:
        return self._reasoning.length

    @property
    def has_ended(self) -> bool:
        return self._end is not None

    def text(self, start: int, most: int) -> str:
        """The answer itself, as it was written, for readers that render it themselves."""
        return self._text.part(start, most)

    def reasoning(self, start: int, most: int) -> str:
        return self._reasoning.part(start, most)

    @property
    def state(self) -> State:
        if self._state is None:
            view = self._stream.finish() if self._end else self._stream.view
            cursor = Cursor(self._first_epoch, view.position, self.reasoning_length, view.blocks)
            self._state = State(cursor, view, self._end)
        return self._state

    def fits(self, hint: Text) -> bool:
        """Whether the hint begins exactly where this copy ends."""
        here = (self._epoch, self.length, self.reasoning_length)
        return self._end is None and here == (hint.epoch, hint.start, hint.reasoning_start)

    def knows(self, hint: Text) -> bool:
        """Whether the hint says nothing new: an older epoch, or text that is here already."""
        return hint.epoch < self._epoch or (
            hint.epoch == self._epoch
            and hint.start + len(hint.text) <= self.length
            and hint.reasoning_start + len(hint.reasoning) <= self.reasoning_length
        )

    def is_behind(self, epoch: int, length: int, reasoning_length: int, final: bool) -> bool:
        return (
            epoch > self._epoch
            or (final and self._end is None)
            or (not final and self._end is not None)
            or (epoch == self._epoch and length > self.length)
            or (epoch == self._epoch and reasoning_length > self.reasoning_length)
        )

    def apply(self, hint: Text) -> None:
        self._feed(hint.text, hint.reasoning)

    def take(self, reading: Reading, end: End | None) -> bool:
        """Brings the copy up to a reading; False where it must be read again from the start."""
        generation = reading.generation
        if generation.first_epoch != self._first_epoch or (self._end and not end):
            self._restart(generation.first_epoch)
        if (reading.start, reading.reasoning_start) != (self.length, self.reasoning_length):
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
            and cursor.position <= self.length
            and cursor.reasoning <= self.reasoning_length
        )

    def _payload(self, start: str, reasoning: int, ops: list[int | str]) -> Payload:
        new = self.state
        end = ["end", new.end.status, new.end.notice, new.end.meta] if new.end else []
        return [start, str(new.cursor), self._reasoning.part(reasoning), *ops, *end]

    def _feed(self, text: str, reasoning: str) -> None:
        self._stream.feed(text)
        self._text.append(text)
        self._reasoning.append(reasoning)
        self._state = None

    def _restart(self, first_epoch: int) -> None:
        self._first_epoch = first_epoch
        self._stream = Stream()
        self._text = GrowingText()
        self._reasoning = GrowingText()
        self._end = None
        self._state = None
