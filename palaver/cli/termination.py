"""SIGTERM until something takes it over that ends in order, and when that passes it on."""

import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs


def catch() -> None:
    signal.signal(signal.SIGTERM, _end)
    sys.unraisablehook = _end_or_tell


def _end(*_signal: object) -> None:
    raise SystemExit(0)


def _end_or_tell(lost: "UnraisableHookArgs") -> None:
    """Python drops what is raised in a finaliser or in the callback of a weak reference."""
    if lost.exc_type is SystemExit:
        os._exit(0)
    sys.__unraisablehook__(lost)
