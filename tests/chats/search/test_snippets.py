"""Snippets: the right part of a text, its words marked, and nothing in it alive."""

import re

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from palaver.chats.search import Query, marked, snippet
from palaver.chats.search.snippets import LENGTH

FILL = "so much else was said before and after it, "


def of(text: str, question: str) -> str:
    return snippet(text, Query.parse(question).wanted)


def marks(html: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", html)


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("A river bends.", "river ", "A <mark>river</mark> bends."),
        ("A River bends; rivers do.", "river ", "A <mark>River</mark> bends; rivers do."),
        ("A River bends; rivers do.", "riv", "A <mark>River</mark> bends; <mark>rivers</mark> do."),
        ("Point\nbar, point and bar", '"point bar"', "<mark>Point bar</mark>, point and bar"),
        ("the café", "cafe ", "the <mark>café</mark>"),
        ("my_river_bed", "river ", "my_<mark>river</mark>_bed"),
        ("今天天气很好", "天气", "今天<mark>天气</mark>很好"),
        ("nothing of it", "river ", "nothing of it"),
        ("**so**, a **river**.", "river ", "so, a <mark>river</mark>."),
        ("**A** `river` |---| ## b", "river ", "A `<mark>river</mark>` b"),
        ("a\u0308 or a", "a ", "<mark>a\u0308</mark> or <mark>a</mark>"),
        ("a\u0308b and a", "a ", "a\u0308b and <mark>a</mark>"),
        ("a\u0308b or b", "b ", "a\u0308b or <mark>b</mark>"),
        ("A\u0308pfel", "apf", "<mark>A\u0308pfel</mark>"),
    ],
)
def test_words_are_marked_where_they_stand(text: str, question: str, expected: str) -> None:
    assert of(text, question) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> An upper\n> river\n>> bank", "An upper <mark>river</mark> bank"),
        ("- one\n  - river\n* two\n+ three", "one <mark>river</mark> two three"),
        ("- [ ] a river\n- [x] done", "a <mark>river</mark> done"),
        ("# The river\n\n## Its bed", "The <mark>river</mark> Its bed"),
        ("| Process | river |\n| --- | --- |", "Process <mark>river</mark>"),
        ("$$ A = \\pi r^2 $$ river", "A = \\pi r^2 <mark>river</mark>"),
        (
            "a *slow* _river_ and *one river*",
            "a slow <mark>river</mark> and one <mark>river</mark>",
        ),
        ("$x=5$ of $\\pi$, river", "x=5 of \\pi, <mark>river</mark>"),
    ],
)
def test_signs_of_markdown_are_not_shown(text: str, expected: str) -> None:
    assert of(text, "river ") == expected


@pytest.mark.parametrize(
    "said",
    [
        "2*3*4",
        "2 * 3 * 4",
        "2*(3+4)*5",
        "a_b and c_d",
        "$5 or $6",
        "US$5",
        "a-b - c",
        "x|y",
        "5 > 4",
    ],
)
def test_signs_that_say_something_are_shown(said: str) -> None:
    assert of(f"A river, {said}.", "river ") == f"A <mark>river</mark>, {escape(said)}."


def test_a_pair_of_signs_may_begin_before_and_end_after_what_is_shown() -> None:
    html = of(f"{'so much, ' * 10}*{'so much, ' * 10}the river {'so much, ' * 10}more*", "river ")
    assert marks(html) == ["river"]
    assert "*" not in html


def test_the_part_with_most_of_the_words_is_shown() -> None:
    text = f"{FILL * 20}A river. {FILL * 20}A river with a delta. {FILL * 20}"
    html = of(text, "delta river ")

    assert marks(html) == ["river", "delta"]
    assert html.startswith("…")
    assert html.endswith("…")
    assert len(html) < LENGTH + 60


def test_a_text_without_the_words_is_shown_from_its_beginning() -> None:
    assert of(FILL * 20, "from:me").startswith("so much")
    assert of(FILL * 20, "from:me").endswith("…")


@pytest.mark.parametrize(
    "text",
    [
        "<script>river()</script>",
        '<img src=x onerror="river">',
        "<mark>river</mark>",
        "&lt;river&gt; & 'river'",
        "</mark><river>",
    ],
)
def test_what_was_said_is_never_alive(text: str) -> None:
    html = of(text, "river ")

    assert "river" in marks(html)
    assert not re.search(r"<(?!/?mark>)", html)
    assert marked(text, Query.parse("river ").wanted) == html


@given(st.text(), st.text(max_size=20))
def test_all_but_marks_is_escaped_whatever_is_looked_for(text: str, question: str) -> None:
    html = of(text, question)

    assert not re.search(r"""<(?!/?mark>)|['"]|&(?!amp;|lt;|gt;|quot;|#x27;)""", html)
    assert html.count("<mark>") == html.count("</mark>")


def test_a_title_is_shown_whole() -> None:
    title = FILL * 10 + "river"
    html = marked(title, Query.parse("river ").wanted)

    assert html == FILL * 10 + "<mark>river</mark>"
