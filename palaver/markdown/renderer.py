"""From the parser's events to HTML, block by block."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from palaver.markdown import tags
from palaver.markdown.parser import Event
from palaver.markdown.sanitiser import clean
from palaver.markdown.source import formula

MAX_DEPTH = 100  # elements inside one another; browsers give up at 512

_SIMPLE = {
    "Paragraph": ("<p>", "</p>"),
    "BlockQuote": ("<blockquote>", "</blockquote>"),
    "Item": ("<li>", "</li>"),
    "Emphasis": ("<em>", "</em>"),
    "Strong": ("<strong>", "</strong>"),
    "Strikethrough": ("<del>", "</del>"),
    "HtmlBlock": ("<p>", "</p>"),
}
_PARTS = {"Item", "TableHead", "TableRow", "TableCell"}  # each stands or falls with its parent
_TIGHT_TEXT = re.compile("<li>(?!</li>|<(?:p|div|ul|ol|blockquote|h[1-6r])>)")


@dataclass(frozen=True, slots=True)
class Item:
    start: int
    html: str


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level element. A list or a table is `head`, `items`, `foot`; the rest is all `head`."""

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
    start: int
    index: int


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
        self._handlers: dict[str, Callable[[Any, int], None]] = {
            "Start": self._start,
            "End": self._end,
            "Text": self._text,
            "Code": self._code,
            "InlineMath": self._inline_math,
            "DisplayMath": self._display_math,
            "FootnoteReference": self._footnote_reference,
            "TaskListMarker": self._task,
            "Html": self._text,
            "InlineHtml": self._text,
        }

    def render(self, events: Iterable[Event]) -> list[Block]:
        write = self._html.append
        for event, span in events:
            if event == "SoftBreak":
                write("\n")
            elif event == "HardBreak":
                write("<br>\n")
            elif event == "Rule":
                self._rule(span["start"])
            else:
                for name, value in event.items():  # type: ignore[union-attr]  # a dict of one key
                    self._handlers[name](value, span["start"])
        return self._blocks

    def _start(self, tag: str | dict[str, Any], start: int) -> None:
        kind, value = (tag, None) if isinstance(tag, str) else next(iter(tag.items()))
        depth = len(self._ends)
        if depth < 2:
            self._marks.append(_Mark(kind, value, start, len(self._html)))
        elif depth == 2 and kind == "Paragraph" and self._ends[-1] == "</li>":
            self._loose = True
        begin, end = self._tags(kind, value) if self._shown(kind) else ("", "")
        self._html.append(begin)
        self._ends.append(end)

    def _shown(self, kind: str) -> bool:
        return bool(self._ends[-1]) if kind in _PARTS else len(self._ends) < MAX_DEPTH

    def _tags(self, kind: str, value: Any) -> tuple[str, str]:
        if simple := _SIMPLE.get(kind):
            return simple
        match kind:
            case "Link" | "Image":
                return self._link(value)
            case "Heading":
                name = value["level"].lower()
                return f"<{name}>", f"</{name}>"
            case "List":
                return tags.list_start(value), "</ul>" if value is None else "</ol>"
            case "CodeBlock":
                info = "" if value == "Indented" else value["Fenced"]
                return tags.code(info), tags.CODE_END
            case "Table":
                self._alignments = value
                return tags.TABLE, tags.TABLE_END
            case "TableHead" | "TableRow":
                self._column = 0
                return tags.ROWS[kind]
            case "TableCell":
                return self._cell()
            case "FootnoteDefinition":
                return tags.footnote(value), "</div>"
        raise ValueError(f"The parser made a {kind}, which no rule here renders.")

    def _link(self, value: dict[str, str]) -> tuple[str, str]:
        mail = "mailto:" if value["link_type"] == "Email" else ""
        begin = tags.link(mail + value["dest_url"], value["title"])
        # HTML has no link in a link: of an image in one, only the description is left
        return ("", "") if tags.LINK_END in self._ends else (begin, begin and tags.LINK_END)

    def _cell(self) -> tuple[str, str]:
        name = "th" if self._ends[-1] == tags.ROWS["TableHead"][1] else "td"
        alignment = self._alignments[self._column]
        self._column += 1
        css = "" if alignment == "None" else f' class="{alignment.lower()}"'
        return f"<{name}{css}>", f"</{name}>"

    def _end(self, tag: Any, start: int) -> None:
        end = self._ends.pop()
        if tag == "Image" and end and self._html[-1].startswith("<a "):
            self._html.append("image")
        self._html.append(end)
        if not self._ends:
            self._close_block()

    def _rule(self, start: int) -> None:
        if not self._ends:
            self._marks.append(_Mark("Rule", None, start, len(self._html)))
        self._html.append("<hr>")
        if not self._ends:
            self._close_block()

    def _text(self, text: str, start: int) -> None:
        if self._ends[-1] is tags.CODE_END:
            self._html.append(tags.verbatim(text))
        elif "://" in text and tags.LINK_END not in self._ends:
            self._html.append(tags.linked_text(text))
        else:
            self._html.append(tags.running_text(text))

    def _code(self, text: str, start: int) -> None:
        self._html.append(f"<code>{tags.verbatim(text)}</code>")

    def _inline_math(self, text: str, start: int) -> None:
        self._html.append(f'<span class="math math-inline">{tags.escaped(formula(text))}</span>')

    def _display_math(self, text: str, start: int) -> None:
        self._html.append(f'<span class="math math-display">{tags.escaped(formula(text))}</span>')

    def _footnote_reference(self, label: str, start: int) -> None:
        inside = tags.LINK_END in self._ends
        self._html.append(tags.running_text(label) if inside else tags.footnote_reference(label))

    def _task(self, done: bool, start: int) -> None:
        self._html.append(tags.TASK_DONE if done else tags.TASK)

    def _close_block(self) -> None:
        block, *inner = self._marks
        if block.kind in ("List", "Table"):
            self._blocks.append(self._container(block, inner))
        else:
            html = clean("".join(self._html[block.index :]))
            self._blocks.append(Block(block.kind, block.value, block.start, html))
        self._marks.clear()
        self._loose = False

    def _container(self, block: _Mark, inner: list[_Mark]) -> Block:
        foot = self._html[-1]
        children = [mark for mark in inner if mark.kind in ("Item", "TableRow")]
        limits = [mark.index for mark in children] + [len(self._html) - 1]
        begin = "".join(self._html[block.index : limits[0]])
        head = clean(begin + foot).removesuffix(foot)
        items = tuple(
            Item(mark.start, clean("".join(self._html[a:b]), head, foot))
            for mark, a, b in zip(children, limits, limits[1:], strict=False)
        )
        loose = self._looseness(items)
        return Block(block.kind, block.value, block.start, head, items, foot, loose)

    def _looseness(self, items: tuple[Item, ...]) -> bool | None:
        if self._loose:
            return True
        return False if any(_TIGHT_TEXT.match(item.html) for item in items) else None
