"""One answer as a page shows it: what the browser's element does, on strings."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from tests.faults.waiting import until
from tests.frames import Standing, position_of
from tests.markdown.reader import VOID, Reader

BODY = '<div class="prose" data-part="body" dir="auto">'
BODY_END = "</div>\n  </palaver-answer>"


@dataclass(frozen=True)
class Moment:
    """What was shown after one frame."""

    cursor: str
    html: str
    reasoning: str

    @property
    def epoch(self) -> int:
        return int(self.cursor.split(".")[1])

    @property
    def position(self) -> int:
        return position_of(self.cursor)


class Shown:
    """Applies frames that start from its own cursor, and only those."""

    def __init__(self, message_id: str, page: str = "", cursor: str = "") -> None:
        self.message_id = message_id
        self._standing = Standing(cursor)
        self.reasoning = ""
        self.status = ""
        self.notice = ""
        self.moments: list[Moment] = []
        self.resets = 0
        self.resyncs = 0
        self._reader = Reader()
        if page:
            self._read(page)

    @property
    def cursor(self) -> str:
        return self._standing.cursor

    @property
    def html(self) -> str:
        return self._reader.html

    @property
    def has_ended(self) -> bool:
        return bool(self.status)

    @property
    def position(self) -> int:
        return self.moments[-1].position if self.moments else 0

    def take(self, payload: list[Any]) -> bool:
        """Applies a frame; False where it starts from something else than what is shown."""
        frame = self._standing.take(payload)
        if frame is None:
            self.resyncs += 1
            return False
        self.resets += frame.anew
        self.reasoning = frame.reasoning if frame.anew else self.reasoning + frame.reasoning
        if frame.end:
            self.status, self.notice, *_facts = frame.end
        self._reader.apply(frame.ops)
        self.moments.append(Moment(self.cursor, self.html, self.reasoning))
        return True

    async def more(self, characters: int) -> None:
        """Until so many more characters are shown, or it has ended."""
        await self.reach(self.position + characters)

    async def reach(self, position: int) -> None:
        await until(lambda: self.position >= position or self.has_ended)

    def run_again(self) -> None:
        """Somebody pressed Retry or Continue."""
        self.status = self.notice = ""

    def _read(self, page: str) -> None:
        """Begins with what a page shows, as the browser does."""
        article = page[page.index(f'id="message_{self.message_id}"') :]
        found = re.search(r'cursor="([^"]*)"', article)
        assert found
        self._standing = Standing(found[1])
        body = article[article.index(BODY) + len(BODY) :]
        self._reader.blocks = blocks(body[: body.index(BODY_END)])


def blocks(html: str) -> list[str]:
    """The top-level elements of a body."""
    return _Blocks(html).found


class _Blocks(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._html = html
        self._lines = [0]
        for line in html.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._depth = 0
        self._starts: list[int] = []
        self.feed(html)
        self.close()
        ends = [*self._starts, len(html)][1:]
        self.found = [html[start:end] for start, end in zip(self._starts, ends, strict=True)]

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if self._depth == 0:
            line, column = self.getpos()
            self._starts.append(self._lines[line - 1] + column)
        self._depth += tag not in VOID

    def handle_endtag(self, _tag: str) -> None:
        self._depth -= 1
