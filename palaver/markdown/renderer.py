"""From the parser's events to HTML, block by block."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from palaver.markdown import tags
from palaver.markdown.parser import Event
from palaver.markdown.sanitiser import clean

MAX_DEPTH = 100  # elements inside one another; browsers give up at 512

_BARE = {"SoftBreak": "\n", "HardBreak": "<br>\n", "Rule": "<hr>"}
_PARTS = {"Item", "TableHead", "TableRow", "TableCell"}  # each stands or falls with its parent
_BLOCK, _ITEM, _INSIDE_ITEM = range(3)  # depths
_TIGHT_TEXT = re.compile(r"<li>(?!</li>|<(?:p|div|ul|ol|blockquote|h[1-6r])\b)")


@dataclass(frozen=True, slots=True)
class Item:
    start: int
    html: str


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level element: all of it `head`, but for a list or a table."""

    kind: str
    value: Any
    start: int  # bytes into what the parser was given
    head: str
    items: tuple[Item, ...] = ()
    foot: str = ""
    loose: bool | None = None  # of a list: None while nothing in it would look different

    @property
    def html(self) -> str:
        return f"{self.head}{''.join([item.html for item in self.items])}{self.foot}"


class _Mark(NamedTuple):
    """Where a block, or an item of one, begins in the source and in the HTML."""

    kind: str
    value: Any
    source: int
    html: int


def blocks(events: Iterable[Event]) -> list[Block]:
    return _Renderer().render(events)


class _Renderer:
    def __init__(self) -> None:
        self._html: list[str] = []
        self._ends: list[str] = []
        self._blocks: list[Block] = []
        self._marks: list[_Mark] = []
        self._loose = False
        self._alignments: tuple[str, ...] = ()
        self._column = 0

    def render(self, events: Iterable[Event]) -> list[Block]:
        for event, span in events:
            if isinstance(event, str):
                self._bare(event, span["start"])
                continue
            ((name, value),) = event.items()
            if name == "Start":
                self._start(value, span["start"])
            elif name == "End":
                self._end(value)
            elif name == "Text":
                self._text(value)
            else:
                self._html.append(self._leaf(name, value))
        return self._blocks

    def _start(self, tag: str | dict[str, Any], start: int) -> None:
        kind, value = (tag, None) if isinstance(tag, str) else next(iter(tag.items()))
        depth = len(self._ends)
        if depth <= _ITEM:
            self._marks.append(_Mark(kind, value, start, len(self._html)))
        elif depth == _INSIDE_ITEM and kind == "Paragraph" and self._ends[-1] == "</li>":
            self._loose = True
        begin, end = self._tags(kind, value) if self._shown(kind) else ("", "")
        self._html.append(begin)
        self._ends.append(end)

    def _shown(self, kind: str) -> bool:
        return bool(self._ends[-1]) if kind in _PARTS else len(self._ends) < MAX_DEPTH

    def _tags(self, kind: str, value: Any) -> tags.Pair:
        if kind in tags.PLAIN:
            return tags.PLAIN[kind]
        return _BUILDERS[kind](self, value)

    def _link(self, value: dict[str, str]) -> tags.Pair:
        # HTML has no link in a link: of an image in one, only the description is left
        return ("", "") if self._in_link else tags.link(**value)

    @property
    def _in_link(self) -> bool:
        return tags.LINK_END in self._ends

    def _table(self, alignments: tuple[str, ...]) -> tags.Pair:
        self._alignments = alignments
        return tags.TABLE

    def _head(self, _: None) -> tags.Pair:
        self._column = 0
        return tags.TABLE_HEAD

    def _row(self, _: None) -> tags.Pair:
        self._column = 0
        return tags.TABLE_ROW

    def _cell(self, _: None) -> tags.Pair:
        self._column += 1
        name = "th" if self._ends[-1] == tags.TABLE_HEAD[1] else "td"
        return tags.cell(name, self._alignments[self._column - 1])

    def _end(self, tag: Any) -> None:
        end = self._ends.pop()
        if tag == "Image" and end and self._html[-1].startswith("<a "):
            self._html.append("image")
        self._html.append(end)
        if not self._ends:
            self._close_block()

    def _bare(self, name: str, start: int) -> None:
        if not self._ends:
            self._marks.append(_Mark(name, None, start, len(self._html)))
        self._html.append(_BARE[name])
        if not self._ends:
            self._close_block()

    def _text(self, text: str) -> None:
        if self._ends[-1] is tags.CODE_END:
            self._html.append(tags.verbatim(text))
        elif "://" in text and not self._in_link:
            self._html.append(tags.linked_text(text))
        else:
            self._html.append(tags.running_text(text))

    def _leaf(self, name: str, value: Any) -> str:
        if name == "FootnoteReference" and self._in_link:
            return tags.running_text(value)
        return tags.LEAVES[name](value)

    def _close_block(self) -> None:
        block, *inner = self._marks
        if block.kind in ("List", "Table"):
            self._blocks.append(self._container(block, inner))
        else:
            html = clean("".join(self._html[block.html :]))
            self._blocks.append(Block(block.kind, block.value, block.source, html))
        self._marks.clear()
        self._html.clear()
        self._loose = False

    def _container(self, block: _Mark, inner: list[_Mark]) -> Block:
        foot = self._html.pop()
        children = [mark for mark in inner if mark.kind in ("Item", "TableRow")]
        limits = [mark.html for mark in children] + [len(self._html)]
        head = clean("".join(self._html[: limits[0]]) + foot).removesuffix(foot)
        pieces = zip(children, limits, limits[1:], strict=False)
        items = tuple(
            Item(mark.source, clean("".join(self._html[begin:end]), head, foot))
            for mark, begin, end in pieces
        )
        loose = self._looseness(items)
        return Block(block.kind, block.value, block.source, head, items, foot, loose)

    def _looseness(self, items: tuple[Item, ...]) -> bool | None:
        if self._loose:
            return True
        return False if any(_TIGHT_TEXT.match(item.html) for item in items) else None


_BUILDERS: dict[str, Callable[[_Renderer, Any], tags.Pair]] = {
    "Link": _Renderer._link,
    "Image": _Renderer._link,
    "Table": _Renderer._table,
    "TableHead": _Renderer._head,
    "TableRow": _Renderer._row,
    "TableCell": _Renderer._cell,
    "Heading": lambda _, value: tags.heading(value["level"]),
    "List": lambda _, value: tags.list_of(value),
    "CodeBlock": lambda _, value: tags.code("" if value == "Indented" else value["Fenced"]),
    "FootnoteDefinition": lambda _, value: tags.footnote(value),
}
