"""Snippets: the right part of a text, its words marked, and nothing in it alive."""

import re

import pytest
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
    ],
)
def test_words_are_marked_where_they_stand(text: str, question: str, expected: str) -> None:
    assert of(text, question) == expected


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
