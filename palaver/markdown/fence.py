"""A fenced code block, read line by line: its text is final as soon as it is there."""

import re

from palaver.markdown import tags
from palaver.markdown.view import Container

LONG_LINE = 500  # code points, after which a line is not held back until it ends

_OPENING = re.compile(r"(`{3,}|~{3,})([^\n]*)\n")


class Fence:
    def __init__(self, marker: str, container: Container) -> None:
        self.container = container
        run = f" {{0,3}}{marker}{marker[0]}*"
        self._closing = re.compile(rf"^{run}[ \t]*\n", re.MULTILINE)
        self._perhaps_closing = re.compile(rf" {{0,3}}{marker[0]}*[ \t]*")
        self._inside_line = False

    @classmethod
    def opened(cls, source: str, html: str) -> "tuple[Fence, str] | None":
        """The block that `source` opens with (`html` is its rendering), and the text inside."""
        match = _OPENING.match(source)
        if match is None:
            return None
        head = html[: html.index(">", html.index("<code")) + 1]
        return cls(match[1], Container(head, tags.CODE_END)), source[match.end() :]

    def take(self, source: str) -> tuple[str, bool]:
        """Take finished lines off `source`. Returns the rest, and whether the block is closed."""
        end = source.rfind("\n") + 1
        begin = source.find("\n") + 1 if self._inside_line else 0
        closing = self._closing.search(source, begin, end)
        if closing is not None:
            self._write(source[: closing.start()])
            return source[closing.end() :], True
        if end:
            self._write(source[:end])
            self._inside_line = False
            source = source[end:]
        return self._take_long_line(source), False

    def tail(self, source: str) -> str:
        if not self._inside_line and self._perhaps_closing.fullmatch(source):
            return ""
        return tags.escaped(source)

    def _take_long_line(self, source: str) -> str:
        if len(source) < LONG_LINE or self.tail(source) == "":
            return source
        self._write(source)
        self._inside_line = True
        return ""

    def _write(self, text: str) -> None:
        if text:
            self.container.items.append(tags.escaped(text))
