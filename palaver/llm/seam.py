"""Where a continued answer meets its beginning: models like to repeat the last words."""

from palaver.llm.events import Delta, Event, Finish

WINDOW = 400  # characters at the end of the beginning that may come again
SHORTEST_OVERLAP = 10  # characters; less may well be meant
FEWEST_LETTERS = 4  # in an overlap; lines of a table or of closing brackets do repeat


class Seam:
    """Takes a repeated end of `partial` off the beginning of what follows it.

    Text is held back only while it could still turn out to be such a repeat.
    """

    def __init__(self, partial: str) -> None:
        self._end = partial[-WINDOW:]
        self._held = ""
        self.closed = len(self._end) < SHORTEST_OVERLAP

    def join(self, events: list[Event]) -> list[Event]:
        """`events` without the repeat."""
        if self.closed:
            return events
        joined: list[Event] = []
        for event in events:
            joined += self._join(event)
        return joined

    def _join(self, event: Event) -> list[Event]:
        if isinstance(event, Delta):
            text = self._take(event.text) if event.text else ""
            return [Delta(text, event.reasoning)] if text or event.reasoning else []
        if isinstance(event, Finish) and not self.closed:
            text = self._close()
            return [Delta(text), event] if text else [event]
        return [event]

    def _take(self, text: str) -> str:
        self._held += text
        return "" if not self.closed and self._may_grow() else self._close()

    def _may_grow(self) -> bool:
        """Whether what is held lies in the end, with more of the end after it."""
        return len(self._held) < len(self._end) and self._held in self._end[:-1]

    def _close(self) -> str:
        held, self._held = self._held, ""
        if self.closed:
            return held
        self.closed = True
        return held[self._overlap(held) :]

    def _overlap(self, held: str) -> int:
        longest = min(len(held), len(self._end))
        lengths = range(longest, SHORTEST_OVERLAP - 1, -1)
        length = next((n for n in lengths if self._end.endswith(held[:n])), 0)
        return length if sum(map(str.isalnum, held[:length])) >= FEWEST_LETTERS else 0
