"""A web process's copy of one answer that somebody there is watching."""

from dataclasses import astuple, dataclass
from typing import Any

from palaver.generation.cursor import Cursor, checksum
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
    thought: str
    ended: str


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """The answer at one moment: immutable, and shared by all sockets that show it."""

    cursor: Cursor
    view: View
    end: End | None
    stream: Stream


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
        self._reasoning_checksum = 0
        self._blocks_checksum = 0, 0  # of so many blocks
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
            self._state = State(self._cursor(view), view, self._end, self._stream)
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
        here = (self.length, self.reasoning_length)
        runs_again = self._end and not end
        shrank = here > (0, 0) and (reading.start, reading.reasoning_start) == (0, 0)
        if generation.first_epoch != self._first_epoch or runs_again or shrank:
            self._restart(generation.first_epoch)
        if (reading.start, reading.reasoning_start) != (self.length, self.reasoning_length):
            return False
        self._epoch = generation.epoch
        self.loaded = True
        if reading.text or reading.reasoning or end != self._end:
            self._feed(reading.text, reading.reasoning)
            self._end = end
        return True

    def covers(self, cursor: Cursor) -> bool:
        """Whether the reader has a beginning of what is here; if not, it starts anew (I8)."""
        view = self.state.view
        return (
            cursor.epoch == self._first_epoch
            and cursor.position <= self.length
            and cursor.reasoning <= self.reasoning_length
            and cursor.blocks <= view.blocks
            and cursor.blocks_checksum == checksum(view.finished[: cursor.blocks])
            and cursor.reasoning_checksum == checksum([self._reasoning.part(0, cursor.reasoning)])
        )

    def frame(self, old: State | Cursor | None) -> Payload:
        """What leads a reader from what it has to the present state."""
        if isinstance(old, State) and self._grew_from(old):
            return self._payload(old.cursor, difference(old.view, self.state.view))
        cursor = old.cursor if isinstance(old, State) else old
        if cursor is not None and self._lags_behind(cursor):
            self._render_anew()
        if cursor is not None and self.covers(cursor):
            return self._payload(cursor, difference(cursor.blocks, self.state.view))
        return self._payload(None, difference(0, self.state.view))

    def _grew_from(self, old: State) -> bool:
        """Whether it is a state of this very text, not of one that was replaced since."""
        return old.stream is self._stream

    def _lags_behind(self, cursor: Cursor) -> bool:
        """A long open block is not rendered for every delta; the reader's page just was."""
        rendered = self.state.view.position
        return cursor.epoch == self._first_epoch and rendered < cursor.position <= self.length

    def _render_anew(self) -> None:
        self._stream = Stream(self._text.part(0))
        self._blocks_checksum = 0, 0
        self._state = None

    def _payload(self, old: Cursor | None, ops: list[int | str]) -> Payload:
        new = self.state
        end = ["end", *astuple(new.end)] if new.end else []
        reasoning = self._reasoning.part(old.reasoning if old else 0)
        return [str(old or ""), str(new.cursor), reasoning, *ops, *end]

    def _cursor(self, view: View) -> Cursor:
        blocks = checksum(view.finished) if self._end else self._finished_checksum(view)
        return Cursor(
            self._first_epoch,
            view.position,
            self.reasoning_length,
            view.blocks,
            blocks,
            self._reasoning_checksum,
        )

    def _finished_checksum(self, view: View) -> int:
        """Finished blocks only grow in number: none is counted twice."""
        blocks, so_far = self._blocks_checksum
        so_far = checksum(view.finished[blocks : view.blocks], so_far)
        self._blocks_checksum = view.blocks, so_far
        return so_far

    def _feed(self, text: str, reasoning: str) -> None:
        self._stream.feed(text)
        self._text.append(text)
        self._reasoning.append(reasoning)
        self._reasoning_checksum = checksum([reasoning], self._reasoning_checksum)
        self._state = None

    def _restart(self, first_epoch: int) -> None:
        self._first_epoch = first_epoch
        self._stream = Stream()
        self._text = GrowingText()
        self._reasoning = GrowingText()
        self._reasoning_checksum = 0
        self._blocks_checksum = 0, 0
        self._end = None
        self._state = None
