"""An excerpt says what a text says, without the signs of its Markdown."""

import re
from collections.abc import Sequence

AROUND = 240  # characters beside an excerpt in which an emphasis or a formula may begin or end
GONE = "\0"
LINE = re.compile(
    r"^[ \t]*(?:>[ \t]?|\#{1,6}[ \t]+|[-+*][ \t]+(?:\[[ xX]\][ \t]+)?)+|(?<!\S)\|(?!\S)",
    re.MULTILINE,
)
PAIRS = tuple(
    re.compile(pair)
    for pair in (
        r"(?<![\w*])\*(?!\s)([^*\n]+)(?<!\s)\*(?![\w*])",
        r"(?<!\w)_(?!\s)([^_\n]+)(?<!\s)_(?!\w)",
        r"(?<![\w$])\$(?![\s\d])([^$\n]+)(?<!\s)\$(?![\w$])",
    )
)
NOISE = re.compile(r"(?:[*#`|~=_-]{2,}|\${2,}|\s)+")
EMPHASIS = frozenset("*_~`")  # what of it may stand in the middle of a word


def without_signs(text: str, parts: Sequence[tuple[int, int]]) -> list[str]:
    """These parts of a text, each from where to where, and the next begins where it ends."""
    before = max(0, parts[0][0] - AROUND)
    around = _blanked(text[before : parts[-1][1] + AROUND])
    return [_quiet(around[first - before : last - before]) for first, last in parts]


def _blanked(text: str) -> str:
    """As long as it was, since the places in it are known."""
    text = LINE.sub(lambda signs: " " * len(signs[0]), text)
    for pair in PAIRS:
        text = pair.sub(rf"{GONE}\1{GONE}", text)
    return text


def _quiet(text: str) -> str:
    text = text.replace(GONE, "")
    return NOISE.sub(lambda noise: " " if set(noise[0]) - EMPHASIS else "", text)
