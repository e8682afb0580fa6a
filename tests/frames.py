"""Frames of the live socket, as the browser's element reads them."""

from dataclasses import dataclass
from typing import Any

from palaver.generation.cursor import Cursor

END_LENGTH = 5  # "end", and what is said with it


@dataclass(frozen=True)
class Frame:
    anew: bool  # it replaces what is shown
    reasoning: str
    ops: list[Any]
    end: list[Any] | None


class Standing:
    """The cursor of one reader: the last that was given in full, and the steps since."""

    def __init__(self, cursor: str = "") -> None:
        self.cursor = cursor
        self._full = cursor
        self._steps: int | None = None

    def take(self, payload: list[Any]) -> Frame | None:
        """What a frame says, or None where it starts from something else than this reader has."""
        start, to, *rest = payload
        if isinstance(start, int):
            if start != self._steps:
                return None
            self._steps += 1
            self.cursor = f"{self._full}+{to}"
            return _frame(rest)
        if start not in ("", self.cursor):
            return None
        self.cursor = self._full = to
        self._steps = 0
        reasoning, *ops = rest
        return _frame(ops, reasoning, anew=start == "")


def position_of(cursor: str) -> int:
    """To a page a cursor is opaque; to a test it says how much is shown."""
    parsed = Cursor.parse(cursor)
    return parsed.position if parsed else 0


def _frame(ops: list[Any], reasoning: str = "", *, anew: bool = False) -> Frame:
    if "end" in ops[-END_LENGTH:]:
        return Frame(anew, reasoning, ops[:-END_LENGTH], ops[-END_LENGTH + 1 :])
    return Frame(anew, reasoning, ops, None)
