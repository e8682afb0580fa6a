"""What an installation of some size needs, from what one of everything costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from math import ceil
from statistics import fmean

from bench import costs
from bench.costs import Cost, Point
from bench.ticking import Counts, steady

BUSY = 0.6  # of one core, as much as a process is given
PER_WORKER = 300  # answers, which one process was seen to carry
WEB_CONNECTIONS = 17  # to PostgreSQL: ten for requests, seven of its own threads
WORKER_CONNECTIONS = 3


@dataclass(frozen=True)
class Goal:
    """What an installation is to carry."""

    live: int  # answers at once
    idle: int = 0  # open pages beside those that show them
    length: int = 300  # tokens of an answer
    rate: float = 50.0  # tokens per second


@dataclass(frozen=True)
class Plan:
    """What that takes."""

    webs: int
    workers: int
    postgresql_cores: float
    redis_cores: float
    rows: float  # inserted or updated per second
    wal: float  # bytes per second
    messages: float  # of Redis per second
    redis_bytes: float  # per second, in and out
    connections: int  # of PostgreSQL
    sockets: int  # of one web process
    memory: float  # megabytes, of all web processes


def plan(points: Sequence[Point], goal: Goal) -> Plan:
    found = costs.costs(points, "scaled")
    each = _most(found["worker"], goal)
    workers = max(1, ceil(goal.live / each))
    counted = _times(steady(goal.live / workers, goal.length, goal.rate), workers)
    webs = _webs(points, found["web"], counted, workers, goal)

    def per_second(counter: str) -> float:
        asked = costs.per_answer(points, "scaled", counter) * counted.answers
        return asked + costs.per_flush(points, "scaled", counter) * counted.flushes

    sockets = (goal.live + goal.idle) / webs
    return Plan(
        webs,
        workers,
        found["postgresql"].of(counted),
        found["redis"].of(counted),
        per_second("postgresql rows inserted") + per_second("postgresql rows updated"),
        per_second("postgresql WAL bytes"),
        per_second("redis commands"),
        per_second("redis bytes in") + per_second("redis bytes out"),
        webs * WEB_CONNECTIONS + workers * WORKER_CONNECTIONS,
        ceil(sockets),
        webs * _memory(points, sockets),
    )


def _most(worker: Cost, goal: Goal) -> int:
    """So many answers keep a worker as busy as it may be."""
    fitting = (
        number
        for number in range(PER_WORKER, 1, -1)
        if worker.of(steady(number, goal.length, goal.rate)) <= BUSY
    )
    return next(fitting, 1)


def _webs(points: Sequence[Point], web: Cost, counted: Counts, workers: int, goal: Goal) -> int:
    """The fewest of which none is too busy.

    The work is shared, but for the ticks: each process hears those of every worker whose answers
    it shows.
    """
    idle = goal.idle * idle_cpu(points)
    shared = web.of(counted) - web.tick * counted.ticks + idle
    each = web.tick * counted.ticks / workers

    def busy(webs: int) -> float:
        return shared / webs + each * min(workers, max(1, goal.live / webs))

    return next(webs for webs in count(1) if busy(webs) <= BUSY)


def _times(counted: Counts, number: int) -> Counts:
    return Counts(
        counted.answers * number,
        counted.ticks * number,
        counted.flushes * number,
        counted.tokens * number,
    )


def idle_cpu(points: Sequence[Point]) -> float:
    """CPU seconds of a web process per second and open page."""
    point = costs.idle(points, "scaled")
    open_for = point["outcome"]["seconds"] * point["load"]["answers"]
    return float(costs.used(point, "web") / open_for)


def socket_memory(points: Sequence[Point]) -> float:
    """Megabytes of an open page."""
    point = costs.idle(points, "scaled")
    more = sum(_pss(point, "memory")) - sum(_pss(point, "memory_before"))
    return more / float(point["load"]["answers"])


def _memory(points: Sequence[Point], sockets: float) -> float:
    empty = fmean(_pss(costs.idle(points, "scaled"), "memory_before"))
    return empty + sockets * socket_memory(points)


def _pss(point: Point, when: str) -> list[float]:
    """Of each web process."""
    return [memory["pss"] for part, memory in point[when].items() if part.startswith("web")]
