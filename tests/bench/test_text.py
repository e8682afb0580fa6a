"""What the measured answers say."""

from statistics import fmean

import pytest

from bench.text import text, tokens
from palaver.markdown import render
from tests.markdown.reader import Elements


def test_a_shorter_answer_is_the_beginning_of_a_longer_one() -> None:
    assert tokens(3, 500)[:40] == tokens(3, 40)
    assert text(3, 40) == "".join(tokens(3, 40))
    assert text(3, 40) != text(4, 40)


def test_a_token_has_about_four_characters_as_those_of_models() -> None:
    assert 3.5 < fmean(len(token) for seed in range(50) for token in tokens(seed, 300)) < 4.5


@pytest.mark.parametrize(
    ("content", "lines"), [("code", 700), ("list", 150), ("table", 590)], ids=str
)
def test_a_long_answer_may_be_one_block(content: str, lines: int) -> None:
    said = "".join(tokens(1, 3000, content))

    assert len(Elements(render(said)).top) == 1
    assert said.count("\n") > lines


def test_or_paragraphs_and_nothing_else() -> None:
    shown = Elements(render("".join(tokens(1, 3000, "prose")))).top

    assert set(shown) == {"p"}
    assert len(shown) > 50
