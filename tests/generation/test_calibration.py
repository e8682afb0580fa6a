"""By how much estimates are corrected."""

import pytest

from palaver.chats.models import Message
from palaver.generation.calibration import (
    LONGEST_SAMPLE,
    NotCounted,
    correction,
    may_be_too_long,
    ratio_of,
    sample,
)
from palaver.generation.context import CALIBRATED_MARGIN, MARGIN, Entry
from palaver.generation.path import Step
from palaver.generation.tokens import tokens
from palaver.llm import Turn


def _step(model: str, counted: int | None, estimated: int | None) -> Step:
    return Step(Message(), model, counted, estimated, has_failed=False, has_files=False)


def test_the_newest_count_of_the_same_model_is_believed() -> None:
    steps = [
        _step("a/m", 50, 100),
        _step("a/m", 200, 100),
        _step("a/m", None, None),
        _step("a/other", 70, 100),
    ]
    assert ratio_of(steps, "a/m") == 2
    assert ratio_of(steps, "a/other") == 0.7
    assert ratio_of(steps, "a/third") is None


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [
        (None, MARGIN),
        (1.5, 1.5 * CALIBRATED_MARGIN),
        (0.01, 0.5 * CALIBRATED_MARGIN),
        (90, 3 * CALIBRATED_MARGIN),
    ],
)
def test_odd_counts_are_believed_in_part(ratio: float | None, expected: float) -> None:
    assert correction(ratio) == expected


def test_only_what_may_be_too_long_has_to_be_counted() -> None:
    assert may_be_too_long(40, 100)
    assert not may_be_too_long(30, 100)


def test_what_is_counted_is_the_end_of_a_prompt() -> None:
    long = "x" * LONGEST_SAMPLE
    assert sample([Entry(Turn("user", long), 1), Entry(Turn("user", "end"), 1)]) == (
        f"{long[4:]}\nend"
    )


def test_a_count_is_compared_with_the_estimate_of_the_same_text() -> None:
    uncounted = NotCounted("Some words.")
    assert uncounted.ratio(10) == 10 / tokens("Some words.")
    assert uncounted.ratio(None) is None
