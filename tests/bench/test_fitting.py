"""Least squares without negative results."""

import pytest

from bench.fitting import fit

ROWS = [(1.0, 1.0, 2.0), (1.0, 10.0, 24.0), (2.0, 90.0, 400.0), (1.0, 200.0, 1200.0)]


def test_what_was_put_together_is_found_again() -> None:
    weights = (0.5, 0.02, 0.001)
    results = [sum(w * value for w, value in zip(weights, row, strict=True)) for row in ROWS]

    assert fit(ROWS, results) == pytest.approx(weights)


def test_nothing_costs_less_than_nothing() -> None:
    weights = (0.5, -0.001, 0.01)
    results = [sum(w * value for w, value in zip(weights, row, strict=True)) for row in ROWS]

    found = fit(ROWS, results)
    assert min(found) == 0
    assert found[2] > 0
