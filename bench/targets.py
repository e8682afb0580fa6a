"""What Palaver is to reach, and whether it did."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench import browsing, figures, installed, pages, searching, starting
from bench.figures import Figure, middle
from bench.loads import CONTENTS

SYSTEMS = ("embedded", "scaled")
GROWTH_BOUND = 36.0
COSTS = ("CPU", "bytes on the wire", "bytes for the log")


@dataclass(frozen=True)
class Target:
    """At most so much; without bounds it is only measured."""

    what: str
    embedded: float | None = None
    scaled: float | None = None

    def bound(self, system: str) -> float | None:
        return {"embedded": self.embedded, "scaled": self.scaled}[system]


@dataclass(frozen=True)
class Verdict:
    """What became of a target; None where it was not measured."""

    target: Target
    system: str
    value: float | None

    @property
    def bound(self) -> float | None:
        return self.target.bound(self.system)

    @property
    def is_missed(self) -> bool:
        return self.value is not None and self.bound is not None and self.value > self.bound


def _both(what: str, bound: float) -> Target:
    return Target(what, bound, bound)


TARGETS = (
    Target(figures.CPU.format(1), 4.0, 10.0),
    Target(figures.CPU.format(10), 3.0, 6.0),
    Target(figures.CPU.format(100), 2.0, 4.0),
    Target(figures.CPU.format(200), 2.0, 4.0),
    Target(figures.DELAY_P50.format(100), 50.0, 60.0),
    Target(figures.DELAY_P99.format(100), 100.0, 150.0),
    Target(figures.FIRST.format(1), 15.0, 40.0),
    Target(figures.FIRST.format(100), 30.0, 80.0),
    _both(figures.MEMORY.format(200), 160.0),
    _both(figures.WIRE.format(100), 5_000.0),
    *(
        _both(figures.GROWTH.format(content=content, cost=cost), GROWTH_BOUND)
        for content in CONTENTS
        for cost in COSTS
    ),
    _both(figures.CROWD_WRONG, 0.0),
    _both(figures.CROWD_P99, 250.0),
    _both(figures.IDLE_MEMORY, 25.0),
    Target(starting.FIRST_START, 2.0),
    Target(starting.NEXT_START, 2.0),
    Target(starting.MEMORY, 110.0),
    _both(pages.SHORT, 20.0),
    _both(pages.LONG, 22.0),
    _both(searching.P50, 50.0),
    _both(searching.P99, 50.0),
    _both(searching.LIST, 20.0),
    _both(figures.SENDING_FAILED, 0.0),
    _both(figures.SENDING_P99, 250.0),
    Target(browsing.SCRIPT_TIME, 60.0),
    Target(browsing.LONG_TASKS, 0.0),
    Target(installed.SIZE, 150.0),
    Target(figures.SLOW_P99),
)


def judge(found: Sequence[Figure]) -> list[Verdict]:
    """Each target for each system that it is about."""
    return [
        Verdict(target, system, middle(found, target.what, system))
        for target in TARGETS
        for system in SYSTEMS
        if target.bound(system) is not None or middle(found, target.what, system) is not None
    ]
