"""Estimates of tokens: not far off, and never cheaper than the shortest way to write a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palaver.generation.tokens import FEWEST, tokens

# Characters of a token, at least and at most, by rule of thumb for today's tokenizers.
USUAL = {
    "The quick brown fox jumps over the lazy dog, and nobody minds it.": (3.5, 5),
    "def migration(width: float) -> float:\n    return 0.8 * width\n": (2, 4.5),
    '{"name": "Ada", "born": 1815, "fields": ["mathematics"], "alive": false}': (2, 4),
    "Die Flüsse mäandern, weil jede Biegung das Wasser nach außen lenkt.": (3, 5),
    "Почему реки извиваются и как быстро растёт излучина?": (1.5, 4),
    "河流为什么会弯曲，弯道增长得有多快？": (0.7, 1.7),
}


@pytest.mark.parametrize("text", USUAL, ids=lambda text: text[:12])
def test_an_estimate_is_not_far_off(text: str) -> None:
    fewest, most = USUAL[text]
    assert fewest <= len(text) / tokens(text) <= most


@given(st.text(), st.text())
def test_a_text_has_as_many_tokens_as_its_parts(one: str, other: str) -> None:
    assert tokens(one + other) == pytest.approx(tokens(one) + tokens(other))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_character_is_cheaper_than_a_letter(text: str) -> None:
    assert tokens(text) >= len(text) * FEWEST - 1e-6


def test_half_a_character_is_no_error() -> None:
    assert tokens("\ud83d") > 0
