"""Time-ordered identifiers (RFC 9562, version 7): unguessable, and sorted by creation."""

import os
import threading
import time
import uuid
from datetime import datetime

_lock = threading.Lock()
_last_ms = 0


def uuid7() -> uuid.UUID:
    """A new identifier, greater than every earlier one of this process."""
    return _of(_next_ms())


def uuid7_after(earlier: uuid.UUID | None, moment: datetime) -> uuid.UUID:
    """A new identifier of this moment, or of the first in which it is greater than `earlier`."""
    milliseconds = int(moment.timestamp() * 1000)
    return _of(max(milliseconds, (earlier.int >> 80) + 1) if earlier else milliseconds)


def uuid7_floor(moment: datetime) -> uuid.UUID:
    """Less than every identifier of this moment or a later one, greater than all before it."""
    return uuid.UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)


def _of(milliseconds: int) -> uuid.UUID:
    value = milliseconds << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def _next_ms() -> int:
    # Two ids within one millisecond would be in random order: the second takes the next one.
    global _last_ms
    with _lock:
        _last_ms = max(time.time_ns() // 1_000_000, _last_ms + 1)
        return _last_ms
