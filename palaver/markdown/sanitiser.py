"""The only module that knows nh3. What a page shows of an answer went through `clean`."""

import re

import nh3

from palaver.markdown.tags import FOOTNOTE_ID, REL

_PLAIN_TAGS = "p h[1-6] em strong del code pre blockquote ul ol li thead tbody table tr th td sup div span".split()
_CLASSES = {
    "div": {"code", "scroll", "footnote"},
    "span": {"math math-inline", "math math-display"},
    "th": {"left", "center", "right"},
    "td": {"left", "center", "right"},
}

# Tags that can do nothing, whatever stands between them. The renderer nests and closes them, so
# HTML made of these alone is what nh3 would return for it (a property test says so).
_HARMLESS = re.compile(
    r"(?:[^<>&\xa0]++|&(?:lt|gt|amp|nbsp);|</?(?:" + "|".join(_PLAIN_TAGS) + r")>|<(?:br|hr)>"
    + "".join(
        f'|<{tag} class="(?:{"|".join(sorted(classes))})">' for tag, classes in _CLASSES.items()
    )
    + r'|<div class="code" data-language="[\w+#.-]+">|<code class="language-[\w+#.-]+">)*+',
    re.ASCII,
)

_CLEANER = nh3.Cleaner(
    tags=set(
        "p h1 h2 h3 h4 h5 h6 em strong del code pre blockquote ul ol li table thead tbody tr th td "
        "sup div span br hr a input".split()
    ),
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


def clean(html: str, head: str = "", foot: str = "") -> str:
    """`html` without anything that could act. `head` and `foot` are what it stands between."""
    if _HARMLESS.fullmatch(html):
        return html
    return _CLEANER.clean(head + html + foot).removeprefix(head).removesuffix(foot)
