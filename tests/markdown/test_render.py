import pytest

from palaver.markdown import render

LINK = 'rel="nofollow noopener noreferrer" target="_blank"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Title\n\nText", "<h1>Title</h1><p>Text</p>"),
        ("Title\n===", "<h1>Title</h1>"),
        ("a\nb  \nc", "<p>a\nb<br>\nc</p>"),
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>"),
        ("~~a~~ `b<c`", "<p><del>a</del> <code>b&lt;c</code></p>"),
        ("> a", "<blockquote><p>a</p></blockquote>"),
        ("***", "<hr>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("- a\n  - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("x &lt;b&gt; &copy;\u00a0y", "<p>x &lt;b&gt; ©&nbsp;y</p>"),
        ("a\r\nb\rc", "<p>a\nb\nc</p>"),
        ("a\0b\ud800c\ufdd0d", "<p>a\ufffdb\ufffdc\ufffdd</p>"),
        ("", ""),
        (" \n\n", ""),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize("text", ["```python\nx < 1\n```", "~~~ Python extra\nx < 1\n~~~"])
def test_code_carries_its_language(text: str) -> None:
    assert render(text) == (
        '<div class="code" data-language="python"><pre><code class="language-python">'
        "x &lt; 1\n</code></pre></div>"
    )


@pytest.mark.parametrize("text", ["```\na\n```", "    a\n", '```"><script>\na\n```'])
def test_code_without_a_name_of_a_language_carries_none(text: str) -> None:
    assert render(text).startswith('<div class="code"><pre><code>a')


def test_a_table_scrolls_and_aligns_by_class() -> None:
    assert render("|a|b|\n|-|-:|\n|1|**2**|\n") == (
        '<div class="scroll"><table><thead><tr><th>a</th><th class="right">b</th></tr></thead>'
        '<tbody><tr><td>1</td><td class="right"><strong>2</strong></td></tr></tbody></table></div>'
    )


def test_tasks_are_checkboxes_that_say_what_they_are() -> None:
    html = render("- [ ] a\n- [x] b")
    assert '<input type="checkbox" disabled="" aria-label="To do"> a' in html
    assert '<input type="checkbox" disabled="" checked="" aria-label="Done"> b' in html


@pytest.mark.parametrize("text", ["$a_b$", r"\(a_b\)"])
def test_inline_math_is_its_source(text: str) -> None:
    assert render(text) == '<p><span class="math math-inline">a_b</span></p>'


@pytest.mark.parametrize("text", ["$$\na<b\n$$", "\\[\na<b\n\\]"])
def test_display_math_is_its_source(text: str) -> None:
    assert render(text) == '<p><span class="math math-display">\na&lt;b\n</span></p>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (r"`\(a\)` and `$5`", r"<p><code>\(a\)</code> and <code>$5</code></p>"),
        (r"\(open \[", "<p>(open [</p>"),
        (r"\\(a\\)", r"<p>\(a\)</p>"),
        ("from $5-$10 to $20/$30", "<p>from $5-$10 to $20/$30</p>"),
        ("\\[ a\n\nb \\]", "<p>[ a</p><p>b ]</p>"),
    ],
)
def test_what_only_looks_like_math_stays_text(text: str, html: str) -> None:
    assert render(text) == html


def test_footnotes_refer_to_each_other() -> None:
    assert render("a[^n 1]\n\n[^n 1]: b") == (
        '<p>a<sup><a href="#footnote-n-1">n 1</a></sup></p>'
        '<div class="footnote" id="footnote-n-1"><sup>n 1</sup><p>b</p></div>'
    )


@pytest.mark.parametrize(
    ("text", "address", "name"),
    [
        ("[a](https://b.c/d?e=1&f=2)", "https://b.c/d?e=1&amp;f=2", "a"),
        ("[a][b]\n\n[b]: http://c", "http://c", "a"),
        ("<https://a.b>", "https://a.b", "https://a.b"),
        ("<a@b.c>", "mailto:a@b.c", "a@b.c"),
        ("https://a.b/c_(d)?e&f", "https://a.b/c_(d)?e&amp;f", "https://a.b/c_(d)?e&amp;f"),
        ("![a chart](https://b.c/d.png)", "https://b.c/d.png", "a chart"),
        ("![](https://b.c/d.png)", "https://b.c/d.png", "image"),
        ("[![a](https://x.y)](https://b.c)", "https://b.c", "a"),
    ],
)
def test_links_and_images_are_links(text: str, address: str, name: str) -> None:
    assert render(text) == f'<p><a href="{address}" {LINK}>{name}</a></p>'


def test_a_bare_address_ends_where_its_sentence_does() -> None:
    link = f'<a href="https://a.b/c" {LINK}>https://a.b/c</a>'
    assert render("(see https://a.b/c).") == f"<p>(see {link}).</p>"
    assert render("**https://a.b/c**, <https://a.b/c>") == f"<p><strong>{link}</strong>, {link}</p>"
    assert render("https://a.b/c<b>") == f"<p>{link}&lt;b&gt;</p>"
    assert render("`https://a.b/c`") == "<p><code>https://a.b/c</code></p>"


def test_a_line_break_is_the_one_tag_that_counts() -> None:
    assert "<td>a<br>b<br>c</td>" in render("|x|\n|-|\n|a<br>b<BR/>c|\n")
    assert render("&lt;br> `<br>` \\<br>") == "<p>&lt;br&gt; <code>&lt;br&gt;</code> &lt;br&gt;</p>"


def test_an_html_block_swallows_no_markdown() -> None:
    assert render("<script>\n**a**\n\n# b") == "<p>&lt;script&gt;\n<strong>a</strong></p><h1>b</h1>"
