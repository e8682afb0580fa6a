"""What a reader has of an answer. Browsers hand it back as it is: to them it is opaque (I15)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from zlib import crc32

from palaver.markdown import VERSION, View

_FORM = re.compile(
    r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.(\d{1,10})\.(\d{1,10})"
    r"(?:\+(\d{1,9}))?",  # a later position
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The epoch in which the text began, positions in it, and the finished blocks shown.

    The checksums tell whether the reader's blocks and reasoning are those that are known here: a
    link's definition that came later changes a block, a power failure may take back the log's end.
    """

    epoch: int
    position: int
    reasoning: int
    blocks: int
    blocks_checksum: int
    reasoning_checksum: int

    def __str__(self) -> str:
        return (
            f"{VERSION}.{self.epoch}.{self.position}.{self.reasoning}.{self.blocks}"
            f".{self.blocks_checksum}.{self.reasoning_checksum}"
        )

    def has_only_moved_from(self, other: Self) -> bool:
        """Whether nothing but the position differs; it may be written as `other+position` then."""
        return self._besides_position == other._besides_position

    @property
    def _besides_position(self) -> tuple[int, ...]:
        sums = self.blocks_checksum, self.reasoning_checksum
        return self.epoch, self.reasoning, self.blocks, *sums

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None where the text is no cursor, or one of another renderer: the reader starts anew."""
        match = _FORM.fullmatch(text)
        if match is None or int(match[1]) != VERSION:
            return None
        epoch, position, *others = (int(part) for part in match.groups()[1:7])
        return cls(epoch, int(match[8] or position), *others)

    @classmethod
    def of(cls, epoch: int, view: View, reasoning: str) -> Self:
        """That of a reader who is shown this."""
        blocks, thoughts = checksum(view.finished[: view.blocks]), checksum([reasoning])
        return cls(epoch, view.position, len(reasoning), view.blocks, blocks, thoughts)


def checksum(texts: Iterable[str], before: int = 0) -> int:
    """Of texts that follow those whose checksum is `before`."""
    for text in texts:
        before = crc32(text.encode(), before)
    return before
