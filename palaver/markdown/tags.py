"""The HTML that Markdown becomes: every tag that a page may show of an answer is written here."""

import re
from collections.abc import Callable
from typing import Any

from palaver.markdown.source import LESS, formula, prose, restored

Pair = tuple[str, str]  # what begins an element, and what ends it

REL = "nofollow noopener noreferrer"
FOOTNOTE_ID = "footnote-"

CODE_END = "</code></pre></div>"
LINK_END = "</a>"
TABLE = ('<div class="scroll"><table>', "</tbody></table></div>")
TABLE_HEAD = ("<thead><tr>", "</tr></thead><tbody>")
TABLE_ROW = ("<tr>", "</tr>")
PLAIN = {
    "Paragraph": ("<p>", "</p>"),
    "BlockQuote": ("<blockquote>", "</blockquote>"),
    "Item": ("<li>", "</li>"),
    "Emphasis": ("<em>", "</em>"),
    "Strong": ("<strong>", "</strong>"),
    "Strikethrough": ("<del>", "</del>"),
    "HtmlBlock": ("<p>", "</p>"),
}
_TASK = '<input type="checkbox" disabled="" aria-label="To do"> '
_TASK_DONE = '<input type="checkbox" disabled="" checked="" aria-label="Done"> '

_FOLLOWED = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_LANGUAGE = re.compile(r"[\w+#.-]{1,40}", re.ASCII)
_ADDRESS = re.compile(r"\b(https?://[\w\[][^\s\"'<>\ufdd0-\ufddf]*)")
_BREAK = re.compile(f"{LESS}[bB][rR] ?/?>")
_NOT_OF_AN_ADDRESS = ".,;:!?*_~'"  # at its end


def escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text if text.isascii() else text.replace("\xa0", "&nbsp;")


def running_text(text: str) -> str:
    if LESS in text:  # a line break is the one tag that counts: tables have no other
        return "<br>".join(escaped(prose(piece)) for piece in _BREAK.split(text))
    return escaped(prose(text))


def verbatim(text: str) -> str:
    return escaped(restored(text))


def linked_text(text: str) -> str:
    """Running text with its bare addresses made links."""
    pieces = _ADDRESS.split(text)
    pieces[::2] = map(running_text, pieces[::2])
    pieces[1::2] = map(_bare_link, pieces[1::2])
    return "".join(pieces)


def heading(level: str) -> Pair:
    return f"<{level.lower()}>", f"</{level.lower()}>"


def list_of(start: int | None) -> Pair:
    if start is None:
        return "<ul>", "</ul>"
    return "<ol>" if start == 1 else f'<ol start="{start}">', "</ol>"


def code(info: str) -> Pair:
    language = _LANGUAGE.match(restored(info).strip())
    if language is None:
        return '<div class="code"><pre><code>', CODE_END
    name = language[0].lower()
    begin = f'<div class="code" data-language="{name}"><pre><code class="language-{name}">'
    return begin, CODE_END


def cell(name: str, alignment: str) -> Pair:
    css = "" if alignment == "None" else f' class="{alignment.lower()}"'
    return f"<{name}{css}>", f"</{name}>"


def link(link_type: str, dest_url: str, title: str, id: str) -> Pair:  # noqa: A002  # the parser's
    """Nothing where the address is not one to follow."""
    address = f"mailto:{dest_url}" if link_type == "Email" else dest_url
    if not _FOLLOWED.match(address):
        return "", ""
    title = f' title="{_attribute(title)}"' if title else ""
    return f'<a href="{_address(address)}"{title} rel="{REL}" target="_blank">', LINK_END


def footnote(label: str) -> Pair:
    begin = f'<div class="footnote" id="{_footnote_id(label)}"><sup>{running_text(label)}</sup>'
    return begin, "</div>"


def _footnote_reference(label: str) -> str:
    return f'<sup><a href="#{_footnote_id(label)}">{running_text(label)}</a></sup>'


def _footnote_id(label: str) -> str:
    return FOOTNOTE_ID + re.sub(r"[^\w-]", "-", restored(label), flags=re.ASCII)


def _code(text: str) -> str:
    return f"<code>{verbatim(text)}</code>"


def _inline_math(text: str) -> str:
    return f'<span class="math math-inline">{escaped(formula(text))}</span>'


def _display_math(text: str) -> str:
    return f'<span class="math math-display">{escaped(formula(text))}</span>'


def _task(done: bool) -> str:
    return _TASK_DONE if done else _TASK


LEAVES: dict[str, Callable[[Any], str]] = {
    "Code": _code,
    "InlineMath": _inline_math,
    "DisplayMath": _display_math,
    "FootnoteReference": _footnote_reference,
    "TaskListMarker": _task,
    "Html": running_text,
    "InlineHtml": running_text,
}


def _bare_link(found: str) -> str:
    address = found.rstrip(_NOT_OF_AN_ADDRESS)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(_NOT_OF_AN_ADDRESS)
    begin, end = link("Autolink", address, "", "")
    return f"{begin}{escaped(address)}{end}{escaped(found[len(address) :])}"


def _address(text: str) -> str:
    return _attribute(text.replace(" ", "%20"))


def _attribute(text: str) -> str:
    return verbatim(text).replace('"', "&quot;")
