"""What happens while answers are streamed, tick by tick, whatever it costs."""

from collections.abc import Iterator
from dataclasses import dataclass

# As in palaver.generation.ticks, which needs all of Django to be read; a test compares them.
SHORTEST_TICK = 0.070  # seconds
LONGEST_TICK = 0.120  # seconds
TICK_PER_ANSWER = 0.0001  # seconds


@dataclass(frozen=True)
class Counts:
    """How often something costs."""

    answers: float = 0.0
    ticks: float = 0.0  # transactions of a worker
    flushes: float = 0.0  # pieces of one answer in one tick
    tokens: float = 0.0


def interval(live: float) -> float:
    """Seconds between two ticks of a process that runs so many answers."""
    return min(LONGEST_TICK, SHORTEST_TICK + TICK_PER_ANSWER * live)


def ticks(answers: int, rounds: int, length: int, rate: float, ramp: float) -> Iterator[int]:
    """How many answers are live at each tick: they begin one after the other, and end so."""
    starts = [ramp * place / answers for place in range(answers)]
    lasting = rounds * length / rate
    now = 0.0
    while now < starts[-1] + lasting:
        live = sum(start <= now < start + lasting for start in starts)
        now += interval(live)
        yield live


def counts(answers: int, rounds: int, length: int, rate: float, ramp: float) -> Counts:
    live = list(ticks(answers, rounds, length, rate, ramp))
    asked = answers * rounds
    return Counts(asked, sum(map(bool, live)), sum(live), asked * length)


def steady(answers: float, length: int, rate: float) -> Counts:
    """In one second of a process that runs so many answers all the time."""
    often = 1 / interval(answers) if answers else 0.0
    flushes = answers * min(often, rate)
    return Counts(answers * rate / length, often, flushes, answers * rate)
