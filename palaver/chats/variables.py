"""Variables in texts that people prepare, `{{like this}}`: put in plainly, nothing is evaluated.

A backslash before a variable makes it ordinary text; two are one backslash and the variable.
"""

import re
from collections.abc import Mapping
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

    A variable without a value stays as it is written. The keys are names as `names` has them.
    """
    return _VARIABLE.sub(lambda found: _filled(found, values), text)


def names(text: str) -> list[str]:
    """What the variables of the text are called, in order and each once."""
    found = _VARIABLE.finditer(text)
    return list(dict.fromkeys(_key(variable) for variable in found if not _is_plain(variable)))


def own_names(text: str) -> list[str]:
    """Those of them that somebody has to fill in."""
    return [name for name in names(text) if name not in BUILT_IN]


def built_in(person: Any, at: datetime) -> dict[str, str]:
    """The values of those that fill themselves in."""
    return {
        "date": date_format(at, "j F Y"),
        "name": person.get_username(),
        "time": date_format(at, "H:i"),
        "weekday": date_format(at, "l"),
    }


def _filled(found: re.Match[str], values: Mapping[str, str]) -> str:
    written = found[0].lstrip("\\")
    value = written if _is_plain(found) else values.get(_key(found), written)
    return "\\" * (len(found["slashes"]) // 2) + value


def _is_plain(found: re.Match[str]) -> bool:
    return len(found["slashes"]) % 2 == 1


def _key(found: re.Match[str]) -> str:
    return " ".join(found["name"].split()).lower()
