"""The simulation against what was measured, which is stored in bench/measured.json."""

import pytest

from bench import costs, ticking
from bench.costs import Point
from bench.planning import BUSY, Goal, plan
from bench.simulate import cpu, delays
from bench.ticking import steady
from palaver.generation import ticks

CPU_MARGIN = 0.3
DELAY_MARGIN = 0.4
UNHURRIED = 50  # answers at once, at which two cores had enough to spare for the delay to be ours

POINTS = costs.stored()
STREAMED = [(system, p) for system in costs.PARTS for p in costs.streaming(POINTS, system)]


def name(value: object) -> str:
    return value if isinstance(value, str) else str(value["load"]["answers"])  # type: ignore[index]


@pytest.mark.parametrize(("system", "point"), STREAMED, ids=name)
def test_it_reproduces_the_measured_points(system: str, point: Point) -> None:
    found = costs.costs(POINTS, system)
    measured = sum(point["cpu"].values())

    assert cpu(point, found) == pytest.approx(measured, rel=CPU_MARGIN)
    if point["load"]["answers"] <= UNHURRIED:
        p50, _ = delays(found, point["load"]["answers"], point["load"]["rate"])
        assert p50 == pytest.approx(point["outcome"]["delay_p50"], rel=DELAY_MARGIN)


def test_the_points_are_enough_to_tell_the_costs_apart() -> None:
    for system in costs.PARTS:
        answers = {p["load"]["answers"] for p in costs.streaming(POINTS, system)}
        assert {1, 10, 50, 100, 200} <= answers


def test_the_ticks_are_those_of_the_program() -> None:
    for constant in ("SHORTEST_TICK", "LONGEST_TICK", "TICK_PER_ANSWER"):
        assert getattr(ticking, constant) == getattr(ticks, constant)


def test_a_plan_grows_with_its_goal_and_keeps_every_process_free_enough() -> None:
    small, large = (plan(POINTS, Goal(live, 100 * live)) for live in (1_000, 10_000))

    assert large.wal == pytest.approx(10 * small.wal, rel=0.1)
    assert large.rows == pytest.approx(10 * small.rows, rel=0.1)
    assert 10 * small.webs <= large.webs < 25 * small.webs  # each hears more workers
    worker = costs.costs(POINTS, "scaled")["worker"]
    assert worker.of(steady(10_000 / large.workers, 300, 50)) <= BUSY


def test_idle_pages_alone_need_no_more_than_their_sockets() -> None:
    nobody = plan(POINTS, Goal(live=1, idle=0))
    many = plan(POINTS, Goal(live=1, idle=100_000))

    assert nobody.webs == 1
    assert many.workers == nobody.workers
    assert many.webs > 1
