"""The only module that knows nh3. What a page shows of an answer went through `clean`."""

import re

import nh3

from palaver.markdown.tags import FOOTNOTE_ID, REL

_TAGS = {
    *("a", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("hr", "input", "li", "ol", "p", "pre", "span", "strong", "sup", "table", "tbody", "td"),
    *("th", "thead", "tr", "ul"),
}
_ALIGNMENTS = {"left", "center", "right"}
_CLASSES = {
    "div": {"code", "scroll", "footnote"},
    "span": {"math math-inline", "math math-display"},
    "td": _ALIGNMENTS,
    "th": _ALIGNMENTS,
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={
        "a": {"href", "title"},
        "code": {"class"},
        "div": {"data-language", "id"},
        "input": {"aria-label"},
        "ol": {"start"},
    },
    tag_attribute_values={
        **{tag: {"class": classes} for tag, classes in _CLASSES.items()},
        "a": {"rel": {REL}, "target": {"_blank"}},
        "input": {"type": {"checkbox"}, "disabled": {""}, "checked": {""}},
    },
    set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
    url_relative=lambda url: url if url.startswith(f"#{FOOTNOTE_ID}") else None,
)

# Tags that do nothing, whatever stands between them. The renderer nests and closes what it opens,
# so nh3 would return HTML made of these alone as it is. (A property test says so.)
_HARMLESS_TAGS = [
    rf"/?(?:{'|'.join(sorted(_TAGS - {'a', 'input'}))})",
    *(f'{tag} class="(?:{"|".join(sorted(classes))})"' for tag, classes in _CLASSES.items()),
    r'div class="code" data-language="[\w+#.-]+"',
    r'code class="language-[\w+#.-]+"',
]
_HARMLESS = re.compile(
    rf"(?:[^<>&\xa0]++|<(?:{'|'.join(_HARMLESS_TAGS)})>|&(?:lt|gt|amp|nbsp);)*+", re.ASCII
)


def clean(html: str, head: str = "", foot: str = "") -> str:
    """`html` without anything that could act. `head` and `foot` are what it stands between."""
    if _HARMLESS.fullmatch(html):
        return html
    return fully_cleaned(f"{head}{html}{foot}").removeprefix(head).removesuffix(foot)


def fully_cleaned(html: str) -> str:
    return _CLEANER.clean(html)
