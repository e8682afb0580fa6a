"""A bounded queue between the channel layer, which has no good bound, and a slow socket."""

from asyncio import Event
from collections import deque

from palaver.turbo.transport import MAX_STREAM_LENGTH

MAX_MESSAGES = 100
MAX_LENGTH = 4 * MAX_STREAM_LENGTH  # characters


class Outbox:
    """Keys and HTML that wait to be sent, bounded in number and in length."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, str]] = deque()
        self._length = 0
        self._filled = Event()

    def put(self, key: str, html: str) -> bool:
        """Add one, or return False if it does not fit."""
        if len(self._waiting) == MAX_MESSAGES or self._length + len(html) > MAX_LENGTH:
            return False
        self._waiting.append((key, html))
        self._length += len(html)
        self._filled.set()
        return True

    async def get(self) -> tuple[str, str]:
        """Wait for the oldest and take it out."""
        await self._filled.wait()
        key, html = self._waiting.popleft()
        self._length -= len(html)
        if not self._waiting:
            self._filled.clear()
        return key, html
