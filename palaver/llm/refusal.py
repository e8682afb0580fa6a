"""What an error of a provider means: from status, headers and body to a `ProviderError`."""

import json
import math
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from palaver.llm.errors import ErrorKind, ProviderError
from palaver.llm.text import clean

LONGEST_DETAIL = 300  # characters

_BY_STATUS: dict[int, ErrorKind] = {
    401: "wrong_key",
    402: "quota",
    403: "wrong_key",
    408: "server_error",
    413: "context_too_long",
    429: "rate_limited",
}
# Servers agree on the status and on little else; the first pattern that fits code or message wins.
_BY_WORDS: dict[ErrorKind, str] = {
    "context_too_long": (
        r"context_length|exceed_context|context (length|window|size)|maximum context"
        r"|prompt is too long|too many (input )?tokens"
    ),
    "refused": r"content_filter|content_policy|content management policy|responsible.?ai",
    "quota": r"insufficient_quota|exceeded your current quota|insufficient (credit|balance)",
    "wrong_key": r"invalid_api_key|incorrect api key|invalid api key|api key not valid",
    "unknown_model": (
        r"model_not_found|model\b.*\b(not found|does not exist|not exist|not a valid)"
        r"|unknown model|not a valid model|invalid model"
    ),
    "rate_limited": r"rate_limit",
}


def refusal(
    status: int, headers: Mapping[str, str], body: bytes, *, provider: str, model: str
) -> ProviderError:
    """The error that a response other than 200 stands for."""
    value = _parsed(body)
    error = value.get("error", value) if isinstance(value, dict) else value
    code, message = _code_and_message(error)
    return ProviderError(
        _kind(status, f"{code} {message}"),
        provider=provider,
        model=model,
        detail=message,
        retry_after=_wait(headers),
    )


def read_error(error: Any, *, provider: str, model: str) -> ProviderError:
    """The error that stands inside a stream, in place of a chunk."""
    code, message = _code_and_message(error)
    status = int(code) if code.isascii() and code.isdigit() else 500
    kind = _kind(status, f"{code} {message}")
    return ProviderError(kind, provider=provider, model=model, detail=message)


def _parsed(body: bytes) -> Any:
    text = body.decode("utf-8", "replace")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return "" if "<" in text else text


def _code_and_message(error: Any) -> tuple[str, str]:
    if isinstance(error, dict):
        code = error.get("code") or error.get("type") or ""
        message = error.get("message") or error.get("error") or error.get("detail") or ""
    else:
        code, message = "", error or ""
    return str(code), _detail(message)


def _detail(message: Any) -> str:
    text = message if isinstance(message, str) else json.dumps(message, default=str)
    line = " ".join(clean(text).split())
    return line if len(line) <= LONGEST_DETAIL else line[: LONGEST_DETAIL - 1] + "…"


def _kind(status: int, words: str) -> ErrorKind:
    for kind, pattern in _BY_WORDS.items():
        if re.search(pattern, words, re.IGNORECASE) and _believable(kind, status):
            return kind
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "server_error"
    astray = status == HTTPStatus.NOT_FOUND or status < HTTPStatus.BAD_REQUEST
    return "wrong_address" if astray else "bad_request"


def _believable(kind: ErrorKind, status: int) -> bool:
    """A 401 stays one whatever it says; a 5xx may well be a context that is too long."""
    return status not in (401, 403) or kind in ("refused", "quota")


def _wait(headers: Mapping[str, str]) -> float | None:
    value = headers.get("Retry-After", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        return _wait_until(value) if value else None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _wait_until(date: str) -> float | None:
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
    except ValueError:
        return None
