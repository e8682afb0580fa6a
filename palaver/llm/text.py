"""Text as it may be stored: PostgreSQL refuses NUL, UTF-8 refuses lone surrogates."""

import re

REPLACEMENT = "\ufffd"
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` with surrogate pairs joined, and NUL and lone surrogates replaced by U+FFFD."""
    if _UNSTORABLE.search(text) is None:
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined.replace("\0", REPLACEMENT)


class Cleaner:
    """Cleans a text that arrives in pieces: a surrogate pair may be split between two."""

    def __init__(self) -> None:
        self._high = ""

    def feed(self, piece: str) -> str:
        """The clean text that `piece` completes."""
        if not self._high and _UNSTORABLE.search(piece) is None:
            return piece
        piece = self._high + piece
        self._high = piece[-1:] if "\ud800" <= piece[-1:] <= "\udbff" else ""
        return clean(piece[:-1] if self._high else piece)

    def finish(self) -> str:
        """What a text that ends here still owes."""
        rest, self._high = self._high, ""
        return clean(rest)
