"""The part of a text in which the words stand that were looked for, marked; all else is escaped."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from palaver.chats.search.query import Phrase
from palaver.chats.search.signs import without_signs
from palaver.chats.search.words import ACCENTS, is_unspaced, letters

LENGTH = 240  # characters of a snippet
BEFORE = 60  # characters of it before the first word that is marked
MOST_MARKS = 60  # places that are looked at in one text
NO_LETTER = r"[\W_]"
ACCENT = f"[{ACCENTS}]"
LETTER = rf"(?:[^\W_]|{ACCENT})"

Mark = tuple[int, int, int]  # from where to where, and which phrase it is


def snippet(text: str, phrases: Sequence[Phrase]) -> SafeString:
    """Where most of the phrases are together, or the beginning of a text without any."""
    marks = _marks(text, phrases)
    start, end = _window(text, marks)
    inside = [mark for mark in marks if start <= mark[0] and mark[1] <= end]
    return _joined(text, start, end, inside)


def marked(title: str, phrases: Sequence[Phrase]) -> SafeString:
    """A whole title."""
    return _joined(title, 0, len(title), _marks(title, phrases))


def _marks(text: str, phrases: Sequence[Phrase]) -> list[Mark]:
    if not phrases:
        return []
    pattern = re.compile("|".join(f"({_pattern(phrase)})" for phrase in phrases))
    found = islice(pattern.finditer(letters(text)), MOST_MARKS)
    return [(match.start(), match.end(), match.lastindex or 0) for match in found]


def _pattern(phrase: Phrase) -> str:
    first, last = phrase.words[0], phrase.words[-1]
    before = "" if is_unspaced(first[0]) else rf"(?<![^\W_])(?<!{ACCENT})"
    after = "" if is_unspaced(last[-1]) else f"(?!{LETTER})"
    rest = f"{LETTER}*" if phrase.goes_on else ""
    return f"{before}{''.join(_spaced(phrase.words))}{rest}{after}"


def _spaced(words: Sequence[str]) -> Iterator[str]:
    yield _accented(words[0])
    for earlier, word in pairwise(words):
        together = is_unspaced(earlier[-1]) or is_unspaced(word[0])
        yield f"{NO_LETTER}{'*' if together else '+'}{_accented(word)}"


def _accented(word: str) -> str:
    return "".join(f"{re.escape(letter)}{ACCENT}*" for letter in word)


def _window(text: str, marks: Sequence[Mark]) -> tuple[int, int]:
    """The stretch with the most different phrases, the first of several, at the ends of words."""

    def kinds(start: int) -> int:
        end = start + LENGTH - BEFORE
        return len({phrase for first, last, phrase in marks if start <= first and last <= end})

    start = max((first for first, _last, _phrase in marks), key=kinds, default=0)
    start = 0 if start <= BEFORE else _next_space(text, start - BEFORE, start)
    end = min(len(text), start + LENGTH)
    return start, end if end == len(text) else _last_space(text, end, start + LENGTH // 2)


def _next_space(text: str, start: int, before: int) -> int:
    space = re.compile(r"\s").search(text, start, before)
    return space.end() if space else start


def _last_space(text: str, end: int, after: int) -> int:
    found = max(text.rfind(space, after, end) for space in " \n\t")
    return found if found > 0 else end


def _joined(text: str, start: int, end: int, marks: Sequence[Mark]) -> SafeString:
    parts, at = [], start
    for first, last, _phrase in marks:
        parts += [(at, first), (first, last)]
        at = last
    shown: list[str] = [escape(part) for part in without_signs(text, [*parts, (at, end)])]
    shown[1::2] = [f"<mark>{part}</mark>" for part in shown[1::2]]
    whole = "".join(shown).strip()
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return mark_safe(f"{before}{whole}{after}")  # noqa: S308  all of it is escaped
