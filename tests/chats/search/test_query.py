"""What is typed, and what is looked for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palaver.chats.models import Role
from palaver.chats.search.query import LONGEST, MOST, Condition, Phrase, Query
from palaver.chats.search.words import words

OPERATORS = ["from:", "model:", "in:", "before:", "after:", "From:", "to:", '"', "-", ":", " ", "“"]
VALUES = [
    "me",
    "answer",
    "2026-05-01",
    "2026-13",
    "9999",
    "river",
    "天气",
    "\0",
    "\ud800",
    "*",
    "'",
]
TYPED = st.lists(st.sampled_from(OPERATORS + VALUES) | st.text(max_size=5)).map("".join)


@given(TYPED)
def test_whatever_is_typed_means_something(text: str) -> None:
    query = Query.parse(text)

    for phrase in query.phrases:
        assert phrase.words
        assert all(word == words(word).strip() for word in phrase.words)
    for condition in query.conditions:
        assert condition.name in {"from", "model", "in", "before", "after"}
        assert condition.value
        assert not isinstance(condition.value, str) or condition.value.encode()


def test_words_and_phrases() -> None:
    assert Query.parse('River "point BAR" ox-bow ').phrases == (
        Phrase(("river",)),
        Phrase(("point", "bar")),
        Phrase(("ox", "bow")),
    )


def test_the_last_word_may_go_on() -> None:
    assert Query.parse("river del").phrases[-1] == Phrase(("del",), goes_on=True)
    for finished in ("river del ", 'river "del"', "river d", "river -del", "天气"):
        assert not Query.parse(finished).phrases[-1].goes_on


def test_what_is_not_wanted() -> None:
    query = Query.parse('-delta -"point bar" river - ')

    assert query.unwanted == (Phrase(("delta",), False), Phrase(("point", "bar"), False))
    assert query.wanted == (Phrase(("river",)),)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("from:me", Condition("from", Role.USER)),
        ("FROM:Answer", Condition("from", Role.ASSISTANT)),
        ("-from:me", Condition("from", Role.USER, False)),
        ("model:qwen/3", Condition("model", "qwen/3")),
        ('in:"Field notes"', Condition("in", "Field notes")),
        ("in:“Field notes”", Condition("in", "Field notes")),
        ("before:2026", Condition("before", date(2026, 1, 1))),
        ("after:2026-3", Condition("after", date(2026, 3, 1))),
        ("after:2026-03-09", Condition("after", date(2026, 3, 9))),
    ],
)
def test_conditions(text: str, condition: Condition) -> None:
    assert Query.parse(f"{text} river ") == Query((Phrase(("river",)),), (condition,))


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("from:somebody ", ("from", "somebody")),
        ("before:yesterday ", ("before", "yesterday")),
        ("before:2026-02-30 ", ("before", "2026", "02", "30")),
        ("after:0001 ", ("after", "0001")),
        ("after:9999-99 ", ("after", "9999", "99")),
        ("model: ", ("model",)),
        ("https://a.example/x ", ("https", "a", "example", "x")),
        ('in:"Field ', ("in", "field")),
        ('"river ', ("river",)),
    ],
)
def test_what_is_no_condition_is_searched_as_text(text: str, looked_for: tuple[str, ...]) -> None:
    assert Query.parse(text) == Query((Phrase(looked_for),))


@pytest.mark.parametrize("text", ["", "   ", "-", '""', '-""', "!? …", '"', "\0"])
def test_nothing_is_looked_for_where_there_is_no_word(text: str) -> None:
    assert not Query.parse(text)


def test_a_long_question_is_cut() -> None:
    assert len(Query.parse("a " * 1000).phrases) == MOST
    assert Query.parse("a" * 1000) == Query.parse("a" * LONGEST)
