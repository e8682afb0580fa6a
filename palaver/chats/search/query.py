"""What a person types into the search; there is nothing that could not be looked for.

river "point bar" -delta from:me model:qwen in:"Field notes" after:2026-03 before:2026-05-01
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from palaver.chats.models import Role
from palaver.chats.search.words import is_unspaced, words

LONGEST = 400  # characters of a question
MOST = 24  # words, phrases and conditions of it
SHORTEST_BEGINNING = 2  # characters of a word that may go on

_PART = re.compile(r'(?P<minus>-?)(?:(?P<name>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>\S+))')
_QUOTES = str.maketrans("“”„«»", '"""""')
_DATE = re.compile(r"(19[7-9]\d|2\d{3})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand one after the other; of one that `goes_on`, the last is a beginning."""

    words: tuple[str, ...]
    is_wanted: bool = True
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold, or must not, as in Condition("from", Role.USER)."""

    name: str
    value: Any
    is_wanted: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    phrases: tuple[Phrase, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.phrases or self.conditions)

    @property
    def wanted(self) -> tuple[Phrase, ...]:
        return tuple(phrase for phrase in self.phrases if phrase.is_wanted)

    @property
    def unwanted(self) -> tuple[Phrase, ...]:
        return tuple(phrase for phrase in self.phrases if not phrase.is_wanted)

    def named(self, *names: str) -> list[Condition]:
        return [condition for condition in self.conditions if condition.name in names]

    @classmethod
    def parse(cls, text: str) -> Self:
        """What is no condition after all is looked for as it stands."""
        text = text[:LONGEST].translate(_QUOTES)
        found = [_part(match) for match in list(_PART.finditer(text))[:MOST]]
        return cls(
            tuple(part for part in found if isinstance(part, Phrase) and part.words),
            tuple(part for part in found if isinstance(part, Condition)),
        )


def _part(match: re.Match[str]) -> Phrase | Condition:
    is_wanted = not match["minus"]
    name = (match["name"] or "").lower()
    if name in _VALUES and (value := _value(name, match)) is not None:
        return Condition(name, value, is_wanted)
    found = tuple(words(match[0]).split())
    return Phrase(found, is_wanted, is_wanted and _goes_on(match, found))


def _goes_on(match: re.Match[str], found: tuple[str, ...]) -> bool:
    """Whether the word is the last, and may still be typed."""
    if not found or match["phrase"] is not None or match.end() < len(match.string):
        return False
    last = found[-1]
    return len(last) >= SHORTEST_BEGINNING and not is_unspaced(last[-1])


def _value(name: str, match: re.Match[str]) -> Any:
    value = match["word"] if match["phrase"] is None else match["phrase"]
    return None if '"' in value else _VALUES[name](_storable(value).strip())


def _storable(text: str) -> str:
    return text.replace("\0", "").encode(errors="ignore").decode()


def _name(value: str) -> str | None:
    return value or None


def _person(value: str) -> Role | None:
    return {"me": Role.USER, "answer": Role.ASSISTANT}.get(value.lower())


def _day(value: str) -> date | None:
    """The first day of what is named: a year, a month, a day."""
    parts = _DATE.fullmatch(value)
    if parts is None:
        return None
    try:
        return date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        return None


_VALUES: dict[str, Callable[[str], Any]] = {
    "from": _person,
    "model": _name,
    "in": _name,
    "before": _day,
    "after": _day,
}
