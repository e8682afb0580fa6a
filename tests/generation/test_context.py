"""What is left out of a prompt: whatever is said, it fits, in order, with the newest question."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from palaver.generation.context import (
    ANSWER,
    THOUGHTS,
    DoesNotFit,
    Entry,
    fit,
    room,
    size,
)
from palaver.llm import Model, Role, Turn

MODEL = Model("acme", "m", window=100_000)


def _entry(role: Role, tokens: int, stays: bool = False) -> Entry:
    return Entry(Turn(role, "x"), tokens, stays=stays)


def entries() -> st.SearchStrategy[list[Entry]]:
    """Conversations, odd ones among them, that end with a question."""
    role = st.sampled_from(["user", "assistant", "system"])
    one = st.builds(_entry, role, st.integers(0, 500), st.booleans())
    question = st.builds(_entry, st.just("user"), st.integers(0, 500), st.booleans())
    return st.builds(lambda before, last: [*before, last], st.lists(one, max_size=30), question)


@given(entries(), st.integers(0, 6_000))
def test_what_is_kept_fits_in_order_with_the_newest_question(said: list[Entry], most: int) -> None:
    assume(size(said[-1:]) <= most)
    kept = fit(said, most)
    assert size(kept) <= most
    assert kept[-1] is said[-1]
    places = [next(n for n, one in enumerate(said) if one is entry) for entry in kept]
    assert places == sorted(places)


@given(entries(), st.integers(0, 6_000))
def test_nothing_is_left_out_that_would_fit(said: list[Entry], most: int) -> None:
    assume(size(said[-1:]) <= most)
    if size(said) <= most:
        assert fit(said, most) == said


@given(entries(), st.integers(0, 6_000))
def test_where_nothing_is_attached_the_oldest_are_left_out_first(
    said: list[Entry], most: int
) -> None:
    plain = [replace(entry, stays=False) for entry in said]
    assume(size(plain[-1:]) <= most)
    kept = fit(plain, most)
    assert kept == plain[len(plain) - len(kept) :]


@given(entries())
def test_a_question_that_is_too_long_by_itself_is_said_to_be(said: list[Entry]) -> None:
    with pytest.raises(DoesNotFit):
        fit(said, size(said[-1:]) - 1)


def test_an_answer_is_left_out_with_its_question() -> None:
    said = [_entry("user", 90), _entry("assistant", 1), _entry("user", 1)]
    assert fit(said, 20) == said[2:]


def test_what_is_attached_outlives_what_was_said_after_it() -> None:
    first, answer = _entry("user", 100, stays=True), _entry("assistant", 10)
    said = [first, answer, _entry("user", 50), _entry("assistant", 50), _entry("user", 10)]
    assert fit(said, 150) == [first, answer, said[-1]]


def test_what_is_attached_is_left_out_where_even_that_is_too_much() -> None:
    said = [_entry("user", 1_000, stays=True), _entry("assistant", 1), _entry("user", 10)]
    assert fit(said, 150) == said[-1:]


def test_nothing_said_is_nothing_kept() -> None:
    assert fit([], 0) == []


@pytest.mark.parametrize(
    ("model", "most", "left"),
    [
        (MODEL, None, 100_000 - ANSWER),
        (MODEL, 10_000, 90_000),
        (MODEL, 10**9, 50_000),
        (replace(MODEL, reasons=True), None, 100_000 - THOUGHTS),
        (replace(MODEL, longest_answer=1_000), None, 99_000),
        (replace(MODEL, window=4_000), None, 3_000),
        (replace(MODEL, window=None), 100, None),
    ],
)
def test_room_is_kept_for_the_answer(model: Model, most: int | None, left: int | None) -> None:
    assert room(model, most) == left
