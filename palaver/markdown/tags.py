"""The HTML that Markdown becomes: every tag a page may show of an answer is written here."""

import re

from palaver.markdown.source import prose, restored

REL = "nofollow noopener noreferrer"
FOOTNOTE_ID = "footnote-"

TABLE = '<div class="scroll"><table>'
CODE_END = "</code></pre></div>"
TABLE_END = "</tbody></table></div>"
ROWS = {
    "TableHead": ("<thead><tr>", "</tr></thead><tbody>"),
    "TableRow": ("<tr>", "</tr>"),
}
LINK_END = "</a>"
TASK = '<input type="checkbox" disabled="" aria-label="To do"> '
TASK_DONE = '<input type="checkbox" disabled="" checked="" aria-label="Done"> '

_LINK = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_LANGUAGE = re.compile(r"[\w+#.-]{1,40}", re.ASCII)
_ADDRESS = re.compile(r"\b(https?://[\w\[][^\s\"'<>]*)")
_TRAILING = ".,;:!?*_~'"


def escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text if text.isascii() else text.replace("\xa0", "&nbsp;")


def running_text(text: str) -> str:
    return escaped(prose(text))


def verbatim(text: str) -> str:
    return escaped(restored(text))


def code(info: str) -> str:
    language = _LANGUAGE.match(restored(info).strip())
    if language is None:
        return '<div class="code"><pre><code>'
    name = language[0].lower()
    return f'<div class="code" data-language="{name}"><pre><code class="language-{name}">'


def list_start(start: int | None) -> str:
    if start is None:
        return "<ul>"
    return "<ol>" if start == 1 else f'<ol start="{start}">'


def link(destination: str, title: str = "") -> str:
    """An opening tag, or nothing when the address is not one to follow."""
    if not _LINK.match(destination):
        return ""
    address = _attribute(destination.replace(" ", "%20"))
    title = f' title="{_attribute(title)}"' if title else ""
    return f'<a href="{address}"{title} rel="{REL}" target="_blank">'


def footnote(label: str) -> str:
    return f'<div class="footnote" id="{_footnote_id(label)}"><sup>{running_text(label)}</sup>'


def footnote_reference(label: str) -> str:
    return f'<sup><a href="#{_footnote_id(label)}">{running_text(label)}</a></sup>'


def linked_text(text: str) -> str:
    """Running text with its bare addresses made links."""
    pieces = _ADDRESS.split(prose(text))
    pieces[::2] = map(escaped, pieces[::2])
    pieces[1::2] = map(_bare_link, pieces[1::2])
    return "".join(pieces)


def _bare_link(found: str) -> str:
    address = found.rstrip(_TRAILING)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(_TRAILING)
    return f"{link(address)}{escaped(address)}{LINK_END}{escaped(found[len(address) :])}"


def _attribute(text: str) -> str:
    return verbatim(text).replace('"', "&quot;")


def _footnote_id(label: str) -> str:
    return FOOTNOTE_ID + re.sub(r"[^\w-]", "-", restored(label), flags=re.ASCII)
