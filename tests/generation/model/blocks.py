"""The top-level elements of a page's answer, as a browser counts them."""

from html.parser import HTMLParser
from itertools import accumulate

from tests.markdown.reader import VOID


def top_level(html: str) -> list[str]:
    return _Splitter(html).blocks


class _Splitter(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._html = html
        self._lines = [0, *accumulate(len(line) for line in html.splitlines(keepends=True))]
        self._depth = 0
        self._start = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth == 0:
            self._start = self._at()
        if tag not in VOID:
            self._depth += 1
        elif self._depth == 0:
            self._cut()

    def handle_endtag(self, tag: str) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._cut()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _cut(self) -> None:
        end = self._html.index(">", self._at()) + 1
        self.blocks.append(self._html[self._start : end])
