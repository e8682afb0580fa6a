"""`python -m bench.simulate`: what so many live answers ask of each part, from what one costs.

Without options the measured points beside the simulated ones, and the plan of docs/scaling.md.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import fields
from statistics import quantiles

from bench import costs
from bench.costs import Cost, Point
from bench.planning import Goal, Plan, plan
from bench.ticking import interval

SAMPLED = 4000  # tokens
THREE_DIGITS = 100
GOALS = ((100, 1_000), (300, 10_000), (1_000, 100_000), (10_000, 1_000_000))
NAMES = {
    "webs": "web processes",
    "workers": "worker processes",
    "postgresql_cores": "PostgreSQL, cores",
    "redis_cores": "Redis, cores",
    "rows": "rows written per second",
    "wal": "WAL bytes per second",
    "messages": "Redis commands per second",
    "redis_bytes": "Redis bytes per second",
    "connections": "PostgreSQL connections",
    "sockets": "sockets of a web process",
    "memory": "MB of all web processes",
}
POINTS = (
    "| system | N | tokens | CPU s measured | simulated | delay p50 ms measured | simulated |\n"
    "|---|---|---|---|---|---|---|"
)


def cpu(point: Point, found: dict[str, Cost]) -> float:
    """What the simulation makes of a measured point: CPU seconds, all parts together."""
    return sum(cost.of(costs.counted(point)) for cost in found.values())


def delays(found: dict[str, Cost], live: int, rate: float, webs: int = 1) -> tuple[float, float]:
    """Median and 99th percentile of a token's delay, in milliseconds, on idle cores.

    It waits for the tick; the tick's work grows with the answers; then each web process sends its
    share of the frames one after the other.
    """
    rng = random.Random(1)  # noqa: S311  no secret
    commit = sum(cost.tick + cost.flush * live for part, cost in found.items() if part != "web")
    web = found["web"]
    period = max(interval(live), commit, web.flush * live / webs)
    samples = [
        rng.uniform(0, period) + commit + web.tick + web.flush * rng.uniform(0, live / webs)
        for _ in range(SAMPLED)
    ]
    cuts = quantiles(samples, n=100)
    return 1000 * cuts[49], 1000 * cuts[98]


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m bench.simulate", description=__doc__)
    words.add_argument("--live", type=int, help="answers at once")
    words.add_argument("--idle", type=int, default=0, help="open pages besides")
    words.add_argument("--length", type=int, default=300, help="tokens of an answer (300)")
    words.add_argument("--rate", type=float, default=50.0, help="tokens per second (50)")
    options = words.parse_args()
    points = costs.stored()
    if options.live is None:
        _print_points(points)
        _print_costs(points)
        goals = [Goal(live, idle) for live, idle in GOALS]
    else:
        goals = [Goal(options.live, options.idle, options.length, options.rate)]
    _print_plans(points, goals)


def _print_points(points: Sequence[Point]) -> None:
    print(POINTS)
    for system in costs.PARTS:
        found = costs.costs(points, system)
        for point in costs.streaming(points, system):
            load = point["load"]
            p50, _p99 = delays(found, load["answers"], load["rate"])
            print(
                f"| {system} | {load['answers']} | {load['length']} "
                f"| {sum(point['cpu'].values()):.2f} | {cpu(point, found):.2f} "
                f"| {point['outcome']['delay_p50']:.0f} | {p50:.0f} |"
            )


def _print_costs(points: Sequence[Point]) -> None:
    print("\n| part | question ms | tick µs | piece µs | token µs |\n|---|---|---|---|---|")
    for system in costs.PARTS:
        for part, cost in costs.costs(points, system).items():
            small = (1e6 * value for value in (cost.tick, cost.flush, cost.token))
            columns = " | ".join(f"{value:.0f}" for value in small)
            print(f"| {system}: {part} | {1000 * cost.answer:.1f} | {columns} |")


def _print_plans(points: Sequence[Point], goals: Sequence[Goal]) -> None:
    plans = [plan(points, goal) for goal in goals]
    print(f"\n| | {' | '.join(f'{g.live:,} live, {g.idle:,} idle' for g in goals)} |")
    print(f"|---|{'---|' * len(goals)}")
    for field in fields(Plan):
        values = (getattr(one, field.name) for one in plans)
        print(f"| {NAMES[field.name]} | {' | '.join(_figure(value) for value in values)} |")


def _figure(value: float) -> str:
    """Three digits or so."""
    return f"{value:,.0f}" if value >= THREE_DIGITS else f"{value:.3g}"


if __name__ == "__main__":
    main()
