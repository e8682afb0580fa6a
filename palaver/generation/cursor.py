"""What a reader has of an answer. Browsers hand it back as it is: to them it is opaque (I15)."""

import re
from dataclasses import dataclass
from typing import Self

from palaver.markdown import VERSION

_FORM = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The epoch in which the text began, positions in it, and the finished blocks shown."""

    epoch: int
    position: int
    reasoning: int
    blocks: int

    def __str__(self) -> str:
        return f"{VERSION}.{self.epoch}.{self.position}.{self.reasoning}.{self.blocks}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None where the text is no cursor, or one of another renderer: the reader starts anew."""
        match = _FORM.fullmatch(text)
        if match is None or int(match[1]) != VERSION:
            return None
        return cls(*(int(part) for part in match.groups()[1:]))
