"""A bounded queue between the channel layer, which has no good bound, and a slow socket."""

from palaver.turbo.transport import MAX_STREAM_LENGTH

MAX_MESSAGES = 100
MAX_LENGTH = 4 * MAX_STREAM_LENGTH  # characters


class Outbox:
    """Keys and HTML that wait to be sent, bounded in number and in length."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, str]] = []  # an empty deque takes ten times the memory
        self._length = 0

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def put(self, key: str, html: str) -> bool:
        """Add one, or return False if it does not fit."""
        if len(self._waiting) == MAX_MESSAGES or self._length + len(html) > MAX_LENGTH:
            return False
        self._waiting.append((key, html))
        self._length += len(html)
        return True

    def take(self) -> tuple[str, str]:
        """Take the oldest out."""
        key, html = self._waiting.pop(0)
        self._length -= len(html)
        return key, html
