"""What the measured answers say."""

from statistics import fmean

from bench.text import text, tokens


def test_a_shorter_answer_is_the_beginning_of_a_longer_one() -> None:
    assert tokens(3, 500)[:40] == tokens(3, 40)
    assert text(3, 40) == "".join(tokens(3, 40))
    assert text(3, 40) != text(4, 40)


def test_a_token_has_about_four_characters_as_those_of_models() -> None:
    assert 3.5 < fmean(len(token) for seed in range(50) for token in tokens(seed, 300)) < 4.5
