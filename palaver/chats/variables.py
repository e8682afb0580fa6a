"""Variables in texts that people prepare, `{{like this}}`: put in plainly, nothing is evaluated.

A backslash before a variable makes it ordinary text; two are one backslash and the variable.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format

BUILT_IN = ("date", "name", "time", "weekday")
# Every repetition is possessive or has a bound: whatever the text, this takes linear time.
_VARIABLE = re.compile(
    r"(?<!\\)(?P<slashes>\\*+)"
    r"\{\{[ \t]{0,4}(?P<name>[^\W\d_](?:[\w -]{0,38}\w)?)[ \t]{0,4}\}\}"
)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables replaced, once: nothing is looked for in a value.

    A variable without a value stays as it is written. The keys are as `own_names` has them.
    """
    return _VARIABLE.sub(lambda found: _filled(found, values), text)


def own_names(text: str) -> list[str]:
    """What the variables are called that somebody has to fill in: in order, each once."""
    return list(dict.fromkeys(_name(found) for found in _own(text)))


def blanks(text: str) -> list[str]:
    """The same as they are written in the text, braces and all."""
    return list(dict.fromkeys(_written(found) for found in _own(text)))


def built_in(person: Any, at: datetime) -> dict[str, str]:
    """The values of those that fill themselves in."""
    return {
        "date": date_format(at, "j F Y"),
        "name": person.get_username(),
        "time": date_format(at, "H:i"),
        "weekday": date_format(at, "l"),
    }


def _own(text: str) -> Iterator[re.Match[str]]:
    for found in _VARIABLE.finditer(text):
        if not _is_plain(found) and _name(found) not in BUILT_IN:
            yield found


def _filled(found: re.Match[str], values: Mapping[str, str]) -> str:
    written = _written(found)
    value = written if _is_plain(found) else values.get(_name(found), written)
    return "\\" * (len(found["slashes"]) // 2) + value


def _is_plain(found: re.Match[str]) -> bool:
    return len(found["slashes"]) % 2 == 1


def _written(found: re.Match[str]) -> str:
    return found[0].lstrip("\\")


def _name(found: re.Match[str]) -> str:
    return " ".join(found["name"].split()).lower()
