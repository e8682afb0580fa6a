"""Least squares without negative results, for a handful of unknowns."""

from collections.abc import Sequence

Row = Sequence[float]


def fit(rows: Sequence[Row], results: Sequence[float]) -> list[float]:
    """The weights, none below zero, with which each row's sum comes closest to its result.

    Errors count in proportion to the result, so that small ones are met as well as large ones.
    """
    scaled = [[value / wanted for value in row] for row, wanted in zip(rows, results, strict=True)]
    used = list(range(len(rows[0])))
    while True:
        found = _solve(*_normal(scaled, used))
        if all(weight >= 0 for weight in found):
            return _spread(used, found, len(rows[0]))
        used.pop(min(range(len(used)), key=lambda place: found[place]))


def _normal(rows: Sequence[Row], used: Sequence[int]) -> tuple[list[list[float]], list[float]]:
    matrix = [[sum(row[i] * row[j] for row in rows) for j in used] for i in used]
    return matrix, [sum(row[i] for row in rows) for i in used]


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss's elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for place in range(len(rows)):
        pivot = max(range(place, len(rows)), key=lambda row: abs(rows[row][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for other in range(len(rows)):
            factor = rows[other][place] if other != place else 0.0
            pairs = zip(rows[other], rows[place], strict=True)
            rows[other] = [value - factor * taken for value, taken in pairs]
    return [row[-1] for row in rows]


def _spread(used: Sequence[int], found: Sequence[float], size: int) -> list[float]:
    weights = dict(zip(used, found, strict=True))
    return [weights.get(place, 0.0) for place in range(size)]
