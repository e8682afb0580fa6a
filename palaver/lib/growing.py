"""Text that grows at its end and is read by position."""

from bisect import bisect_right


class GrowingText:
    """Appending costs what is appended, reading what is read, however long the text is."""

    def __init__(self) -> None:
        self.length = 0  # code points
        self._pieces: list[str] = []
        self._starts: list[int] = []

    def append(self, more: str) -> None:
        if more:
            self._pieces.append(more)
            self._starts.append(self.length)
            self.length += len(more)

    def part(self, start: int, most: int | None = None) -> str:
        """The text from `start` on, at most so many code points of it."""
        end = self.length if most is None else min(self.length, start + most)
        if start >= end:
            return ""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1)
        begin = self._starts[first]
        return "".join(self._pieces[first:last])[start - begin : end - begin]
