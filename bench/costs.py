"""What one of everything costs, from measurements of a whole."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.fitting import fit
from bench.loads import Load
from bench.ticking import Counts, counts

STORED = Path(__file__).parent / "measured.json"
PARTS = {"embedded": ("web",), "scaled": ("web", "worker", "postgresql", "redis")}

PLAIN = {n: getattr(Load(), n) for n in ("content", "within", "slow_every", "together")}

Point = Mapping[str, Any]  # one measurement, as `bench.results.keep` wrote it


@dataclass(frozen=True)
class Cost:
    """CPU seconds of one part."""

    answer: float
    tick: float
    flush: float
    token: float

    def of(self, counted: Counts) -> float:
        return (
            self.answer * counted.answers
            + self.tick * counted.ticks
            + self.flush * counted.flushes
            + self.token * counted.tokens
        )


def stored() -> list[Point]:
    points: list[Point] = json.loads(STORED.read_text())["measured"]
    return points


def streaming(points: Iterable[Point], system: str) -> list[Point]:
    """Those in which answers of some length were streamed."""
    return [p for p in points if p["system"] == system and is_streamed(p)]


def is_streamed(point: Point) -> bool:
    load = Load(**point["load"])
    return load.streams and all(getattr(load, name) == value for name, value in PLAIN.items())


def asking(points: Iterable[Point], system: str) -> Point:
    return next(p for p in points if p["system"] == system and p["load"]["length"] == 1)


def idle(points: Iterable[Point], system: str) -> Point:
    return next(p for p in points if p["system"] == system and p["load"]["rest"])


def used(point: Point, part: str) -> float:
    """CPU seconds of a part, all its processes together."""
    cpu: dict[str, float] = point["cpu"]
    return sum(value for name, value in cpu.items() if name.partition(" ")[0] == part)


def counted(point: Point) -> Counts:
    load, outcome = point["load"], point["outcome"]
    rounds = outcome["answers"] // load["answers"]
    return counts(load["answers"], rounds, load["length"], load["rate"], ramp(point))


def ramp(point: Point) -> float:
    """Seconds over which the clients began."""
    load, outcome = point["load"], point["outcome"]
    rounds = outcome["answers"] // load["answers"]
    return float(max(0.0, outcome["seconds"] - rounds * load["length"] / load["rate"]))


def costs(points: Sequence[Point], system: str) -> dict[str, Cost]:
    """By part: what a question costs was measured alone, the rest is fitted to the others."""
    return {part: _cost(points, system, part) for part in PARTS[system]}


def _cost(points: Sequence[Point], system: str, part: str) -> Cost:
    asked = asking(points, system)
    answer = used(asked, part) / asked["outcome"]["answers"]
    rows, rest = [], []
    for point in streaming(points, system):
        counted_here = counted(point)
        rows.append([counted_here.ticks, counted_here.flushes, counted_here.tokens])
        rest.append(max(1e-6, used(point, part) - answer * counted_here.answers))
    return Cost(answer, *fit(rows, rest))


def per_answer(points: Sequence[Point], system: str, counter: str) -> float:
    """How much one question adds to a counter of a service."""
    asked = asking(points, system)
    return float(asked["counters"][counter] / asked["outcome"]["answers"])


def per_flush(points: Sequence[Point], system: str, counter: str) -> float:
    """How much one piece of an answer adds to a counter of a service: the median."""
    each = per_answer(points, system, counter)
    return float(
        median(
            (p["counters"][counter] - each * p["outcome"]["answers"]) / counted(p).flushes
            for p in streaming(points, system)
        )
    )
