"""Answers that the tests name in TURBO_MAY_LISTEN."""

from typing import Any


def anybody(user: Any, stream_name: str) -> bool:
    return True


def owners_only(user: Any, stream_name: str) -> bool:
    return str(user) == "owner"


def nobody(user: Any, stream_name: str) -> bool:
    return False
