"""What can be wrong with a value in the file of providers: each check gives a clause, or ""."""

import math
import re
from collections.abc import Callable
from typing import get_args
from urllib.parse import urlsplit

from palaver.llm.provider import Continuation, Kind

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,49}")
CURRENCY = re.compile(r"[A-Z]{3}")

Check = Callable[[object], str]


def _text_fault(value: object) -> str:
    return "" if isinstance(value, str) and value else "must be a text in quotes"


def line_fault(value: object) -> str:
    if not isinstance(value, str):
        return "must be a text in quotes"
    return "" if value.isprintable() else "holds a character that cannot be sent"


def _name_fault(value: object) -> str:
    if isinstance(value, str) and NAME.fullmatch(value):
        return ""
    return "must be up to 50 small letters, digits, dots, dashes or underscores"


def url_fault(value: object) -> str:
    if not isinstance(value, str):
        return "must be a text in quotes"
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not value.isprintable() or " " in value:
        return "must be an address that begins with http:// or https://"
    return "must not hold a question mark or a fragment" if parts.query or parts.fragment else ""


def _models_fault(value: object) -> str:
    if isinstance(value, list) and all(isinstance(name, str) and name for name in value):
        return ""
    return "must be a list of names in quotes"


def _headers_fault(value: object) -> str:
    if not isinstance(value, dict):
        return "must be a table of names and texts"
    return next((fault for text in value.values() if (fault := line_fault(text))), "")


def _seconds_fault(value: object) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and math.isfinite(value) and value > 0:  # type: ignore[arg-type, operator]
        return ""
    return "must be a number of seconds above 0"


def _tokens_fault(value: object) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if whole and value > 0:  # type: ignore[operator]
        return ""
    return "must be a whole number of tokens above 0"


def _flag_fault(value: object) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _price_fault(value: object) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and math.isfinite(value) and value >= 0:  # type: ignore[arg-type, operator]
        return ""
    return "must be what a million tokens cost, 0 or more"


def _currency_fault(value: object) -> str:
    if isinstance(value, str) and CURRENCY.fullmatch(value):
        return ""
    return 'must be three capital letters, such as "EUR"'


def _tables_fault(value: object) -> str:
    if isinstance(value, list) and all(isinstance(table, dict) for table in value):
        return ""
    return "must be written [[provider.model]], in double brackets"


def _choice_fault(*choices: str) -> Check:
    return lambda value: "" if value in choices else f"must be one of {', '.join(choices)}"


PROVIDER: dict[str, Check] = {
    "name": _name_fault,
    "base_url": url_fault,
    "api_key": line_fault,
    "api_key_env": _text_fault,
    "models": _models_fault,
    "model": _tables_fault,
    "headers": _headers_fault,
    "connect_timeout": _seconds_fault,
    "first_token_timeout": _seconds_fault,
    "idle_timeout": _seconds_fault,
    "continuation": _choice_fault(*get_args(Continuation)),
    "kind": _choice_fault(*(kind for kind in get_args(Kind) if kind != "demo")),
}

MODEL: dict[str, Check] = {
    "name": _text_fault,
    "window": _tokens_fault,
    "longest_answer": _tokens_fault,
    "sees_images": _flag_fault,
    "reasoning_effort": _flag_fault,
    "input_price": _price_fault,
    "cached_price": _price_fault,
    "output_price": _price_fault,
    "currency": _currency_fault,
}
