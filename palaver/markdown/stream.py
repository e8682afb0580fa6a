"""A Markdown text that grows, rendered as it grows."""

from palaver.markdown.fence import Fence
from palaver.markdown.items import Items
from palaver.markdown.parser import Parser
from palaver.markdown.reading import Reading
from palaver.markdown.renderer import Block, blocks
from palaver.markdown.source import normalised, prepared
from palaver.markdown.view import View

LARGE = 2048  # code points, beyond which an open block is rendered again only
GROWTH = 32  # when a 32nd has been added to it: so the total cost stays linear


def render(text: str) -> str:
    """The HTML of a whole text. Each top-level block is one element."""
    return "".join(_rendered(normalised(text)))


class Stream:
    """The state of one growing text. Its views share what is finished."""

    def __init__(self, text: str = "") -> None:
        self._parser = Parser()
        self._text: list[str] = []
        self._length = 0  # code points fed
        self._return = ""  # a "\r" that may be half of a line's end
        self._new: list[str] = []
        self._new_length = 0
        self._source = ""  # from the open block, or its open item, to the end
        self._finished: list[str] = []
        self._items: Items | None = None
        self._fence: Fence | None = None
        self._tail = ""
        self._view: View | None = None
        self.feed(text)

    def feed(self, more: str) -> None:
        self._length += len(more)
        self._new_length += len(more)
        more = self._return + more
        self._return = "\r" if more.endswith("\r") else ""
        more = normalised(more.removesuffix("\r"))
        self._text.append(more)
        self._new.append(more)

    @property
    def view(self) -> View:
        if self._view is None or self._has_grown():
            self._source += "".join(self._new)
            self._new, self._new_length = [], 0
            self._advance()
            self._view = self._snapshot()
        return self._view

    def finish(self) -> View:
        """The view of the whole text, everything finished: its HTML is what `render` returns."""
        final = _rendered("".join(self._text) + ("\n" if self._return else ""))
        kept = _agreement(self._finished, final)
        return View(self._length, len(final), kept, "", None, 0, final)

    def _has_grown(self) -> bool:
        large = len(self._source) > LARGE
        return self._new_length > (len(self._source) // GROWTH if large else 0)

    def _snapshot(self) -> View:
        holder = self._fence or self._items
        container = holder.container if holder else None
        items = len(container.items) if container else 0
        blocks = len(self._finished)
        return View(self._length, blocks, blocks, self._tail, container, items, self._finished)

    def _advance(self) -> None:
        goes_on = True
        while goes_on:
            goes_on = self._read_code(self._fence) if self._fence else self._read_blocks()

    def _read_code(self, fence: Fence) -> bool:
        self._source, closed = fence.take(self._source)
        self._tail = "" if closed else fence.tail(self._source)
        if closed:
            self._finished.append(fence.container.html())
            self._fence = None
        return closed

    def _read_blocks(self) -> bool:
        reading = Reading(self._parser, self._source, self._prefix)
        if self._items and self._items.contradicted_by(reading):
            self._source, self._items = self._items.source + self._source, None
            return True
        if not reading.blocks:
            self._tail = ""
            return False
        *finished, last = reading.blocks
        start = reading.line_start(last) if finished else 0
        for block in finished:
            self._close(block)
        return self._open(last, reading, start)

    @property
    def _prefix(self) -> str:
        return self._items.prefix(self._source) if self._items else ""

    def _close(self, block: Block) -> None:
        if self._items and self._items.container.items:
            self._items.finish(list(block.items[self._items.skip :]), block.loose, "")
            self._finished.append(self._items.container.html())
        else:
            self._finished.append(block.html)
        self._items = None

    def _open(self, block: Block, reading: Reading, start: int) -> bool:
        if block.kind == "CodeBlock":
            opened = Fence.opened(self._source[start:], block.html)
            if opened is not None:
                self._cut(start)
                self._items, (self._fence, self._source) = None, opened
                return True
        if block.foot:
            self._open_items(block, reading, start)
        else:
            self._items = None
            self._tail = block.html
            self._cut(start)
        return False

    def _open_items(self, block: Block, reading: Reading, start: int) -> None:
        if self._items is None or not self._items.goes_on_in(block):
            self._items = Items(block)
        self._cut(start)
        items = list(block.items[self._items.skip :])
        if len(items) > 1 and not reading.is_settled(items[-1]):
            items.pop()
        elif len(items) > 1 and (block.kind == "Table" or block.loose is not None):
            *finished, current = items
            behind = self._cut(reading.line_start(current) - start)
            self._items.finish(finished, block.loose, behind)
            items = [current]
        self._tail = "".join([item.html for item in items])

    def _cut(self, end: int) -> str:
        """Leave the source before `end` behind. Returns it."""
        behind, self._source = self._source[:end], self._source[end:]
        if "]:" in behind:
            self._parser.remember(prepared(behind))
        return behind


def _rendered(text: str) -> list[str]:
    return [block.html for block in blocks(Parser().events(prepared(text)))]


def _agreement(one: list[str], other: list[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
