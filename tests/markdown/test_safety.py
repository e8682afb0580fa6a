import time

import pytest

from palaver.markdown import Stream, render
from palaver.markdown.sanitiser import clean, fully_cleaned
from tests.markdown.reader import Elements

ATTRIBUTES = {
    *("href", "title", "rel", "target", "class", "data-language", "id", "start"),
    *("type", "disabled", "checked", "aria-label"),
}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<style>*{background:url(//x)}</style>",
    '<iframe src="javascript:alert(1)"></iframe>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "[x](//evil.example)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '[x](https://a" onclick="alert(1))',
    "[x](https://a 'title\" onmouseover=\"alert(1)')",
    "[x]\n\n[x]: javascript:alert(1)",
    '```"onload="alert(1)\nx\n```',
    "```html\n<script>alert(1)</script>\n```",
    '[^"><script>]: x [^"><script>]',
    "|<script>|\n|-|\n|<img onerror=x>|\n",
    "$<script>alert(1)</script>$",
    "\\(<img src=x onerror=alert(1)>\\)",
    "<div><b><a title='",
    "<!-- --><!--",
    "<![CDATA[x",
    "<?php x",
    "# <b style=x>\n> <p id=y>\n- <form>",
    "https://a\"onmouseover='alert(1)'",
    "<br onclick=alert(1)>",
    "<turbo-stream action=append><template><script>alert(1)</script></template></turbo-stream>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_an_answer_can_act(text: str) -> None:
    for cut in range(len(text) + 1):
        stream = Stream(text[:cut])
        check(stream.view.html.replace(" data-open>", ">"))
        stream.feed(text[cut:])
        check(stream.view.html.replace(" data-open>", ">"))
    check(render(text))


def check(html: str) -> None:
    for tag, attributes in Elements(html).tags:
        assert tag not in {"script", "svg", "style", "iframe", "img", "math", "form", "template"}
        assert set(attributes) <= ATTRIBUTES
        address = attributes.get("href") or "#footnote-"
        assert address.startswith(("http://", "https://", "mailto:", "#footnote-"))
    assert fully_cleaned(html) == html


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        '<p onclick="x">a</p>',
        '<a href="javascript:x">a</a>',
        '<a href="/x">a</a>',
        '<div class="sidebar">a</div>',
        '<div class="code" data-language="a" style="x">a</div>',
        "<img>",
        "<p>&#0;</p>",
        "<p",
    ],
)
def test_the_short_way_past_the_sanitiser_is_for_harmless_html_alone(html: str) -> None:
    assert fully_cleaned(html) != html
    assert clean(html) == fully_cleaned(html)


N = 20_000
HUGE = {
    "quotes": ">" * N,
    "quotes with lazy lines": ">" * (N // 2) + "a\n" * (N // 4),
    "lists": "- " * (N // 2),
    "lists with blank lines": "- " * (N // 4) + "a\n" + "\n" * (N // 2),
    "numbered lists": "1. " * (N // 3),
    "deeper and deeper": "".join(f"{'  ' * depth}- a\n" for depth in range(140)),
    "brackets": "[" * N,
    "links": "[a](" * (N // 4),
    "images": "![" * (N // 2) + "](http://x)" * (N // 10),
    "emphasis": "*a **a " * (N // 7),
    "stars": "*" * N,
    "backticks": "".join("`" * n + " " for n in range(200)),
    "dollars": "$a " * (N // 3),
    "formulas": "\\[" * (N // 2),
    "comments": "<!--" * (N // 4),
    "addresses": "<https://a" * (N // 10),
    "footnotes": "[^1]:" * (N // 5),
    "definitions": "".join(f"[{n}]: /u\n" for n in range(N // 8)),
    "titles": "[a]: b '\n" * (N // 9),
    "columns": "|a" * (N // 8) + "|\n" + "|-" * (N // 8) + "|\n" + "a\n" * (N // 4),
    "entities": "&" * N,
    "spaces": " " * N,
    "lines": "\n" * N,
}


@pytest.mark.parametrize("name", HUGE)
def test_no_text_blows_up(name: str) -> None:
    text = HUGE[name]
    started = time.process_time()
    html = render(text)
    assert time.process_time() - started < 1.0
    assert len(html) < 20 * len(text)
    assert Stream(text).finish().html == html


@pytest.mark.parametrize("name", HUGE)
def test_no_element_lies_too_deep_for_a_browser(name: str) -> None:
    depth = deepest = 0
    for part in render(HUGE[name]).split("<")[1:]:
        depth += -1 if part[0] == "/" else not part.startswith(("br", "hr", "input"))
        deepest = max(deepest, depth)
    assert deepest < 200
