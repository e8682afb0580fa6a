"""Time-ordered identifiers (RFC 9562, version 7): unguessable, and sorted by creation."""

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last_ms = 0


def uuid7() -> uuid.UUID:
    """A new identifier, greater than every earlier one of this process."""
    value = _next_ms() << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def _next_ms() -> int:
    # Two ids within one millisecond would be in random order: the second takes the next one.
    global _last_ms
    with _lock:
        _last_ms = max(time.time_ns() // 1_000_000, _last_ms + 1)
        return _last_ms
