"""What is told from measurements, and what the targets make of it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bench import figures, loads
from bench.figures import Figure
from bench.targets import TARGETS, Verdict, judge
from tests.bench.invented import OUTCOME, measured


def value(found: Sequence[Figure], what: str, system: str = "embedded") -> float | None:
    return figures.middle(found, what, system)


def test_cpu_is_compared_with_the_limit_of_the_same_repetition() -> None:
    costs = {"limit": (1.0, 2.0, 1.0), "embedded": (2.0, 5.0, 3.0)}
    all_of_them = [
        measured(system, loads.at_once(100), cpu, repetition)
        for system, each in costs.items()
        for repetition, cpu in enumerate(each)
    ]

    assert value(list(figures.of(all_of_them)), figures.CPU.format(100)) == pytest.approx(2.5)


def test_without_the_limit_there_is_no_ratio() -> None:
    found = list(figures.of([measured("embedded", loads.at_once(100), 2.0)]))

    assert value(found, figures.CPU.format(100)) is None
    assert value(found, figures.DELAY_P99.format(100)) == 90.0


def test_answers_of_another_length_are_no_figure() -> None:
    load = replace(loads.at_once(100), length=900)

    assert list(figures.of([measured("embedded", load, 2.0)])) == []


def test_growth_is_what_a_long_answer_costs_beside_a_short_one() -> None:
    pair = [
        measured("embedded", loads.short("list"), 1.0),
        measured("embedded", loads.long("list"), 40.0),
    ]

    found = list(figures.of(pair))
    assert value(found, figures.GROWTH.format(content="list", cost="CPU")) == 40.0
    assert value(found, figures.GROWTH.format(content="list", cost="bytes for the log")) == 1.0


def test_what_went_to_the_socket_was_not_written_for_the_log() -> None:
    one = measured("embedded", loads.short("list"), 1.0)

    assert figures.log_bytes(one) == 90_000 / 10 - 4000


def test_idle_pages_cost_what_the_process_grew_by() -> None:
    found = list(figures.of([measured("embedded", loads.IDLE, 1.0)]))

    assert value(found, figures.IDLE_MEMORY) == pytest.approx(10.0)


def test_slow_readers_are_compared_with_the_same_load_without_them() -> None:
    slow = measured("embedded", loads.SLOW, 1.0)
    slow = replace(slow, outcome=replace(OUTCOME, delay_p99=180.0))

    both = list(figures.of([measured("embedded", loads.at_once(100), 1.0), slow]))
    assert value(both, figures.SLOW_P99) == 2.0
    assert value(list(figures.of([slow])), figures.SLOW_P99) is None


@pytest.mark.parametrize(("ratio", "is_missed"), [(2.0, False), (2.01, True)])
def test_a_target_is_missed_by_what_is_above_it(ratio: float, is_missed: bool) -> None:
    what = figures.CPU.format(100)

    (verdict,) = (one for one in judge([Figure(what, "embedded", ratio)]) if one.value)
    assert verdict.is_missed is is_missed


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    verdicts = judge([])

    assert {one.value for one in verdicts} == {None}
    assert not any(one.is_missed for one in verdicts)


def test_each_system_has_its_own_bounds() -> None:
    what = figures.CPU.format(200)
    found = [Figure(what, "embedded", 3.0), Figure(what, "scaled", 3.0)]

    missed = {one.system: one.is_missed for one in judge(found) if one.value}
    assert missed == {"embedded": True, "scaled": False}


def test_what_is_only_measured_is_never_missed() -> None:
    (only,) = (target for target in TARGETS if target.embedded is None)

    assert not Verdict(only, "embedded", 1e9).is_missed


def test_every_target_is_named_once() -> None:
    assert len({target.what for target in TARGETS}) == len(TARGETS)
