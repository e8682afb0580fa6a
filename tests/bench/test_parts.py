"""The parts of a run, in small."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from bench import figures, loads, parts
from bench.figures import Figure
from bench.loads import Load
from bench.parts import REPEATED, Run
from bench.systems import Embedded, Limit, program

SMALL = {
    "IDLE": replace(loads.IDLE, answers=4, rest=0.1),
    "CROWD": replace(loads.CROWD, answers=3, length=20),
    "SENDING": replace(loads.SENDING, answers=3, length=20),
    "SLOW": replace(loads.SLOW, answers=2, length=20, slow_every=2),
    "CONTENTS": ("code", "table"),
    "SHORT_ANSWER": 20,
    "LONG_ANSWER": 60,
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    for name, value in SMALL.items():
        monkeypatch.setattr(loads, name, value)
    with (
        program("bench.provider") as (_, provider),
        Limit(tmp_path / "limit", provider) as limit,
        Embedded(tmp_path / "embedded", provider) as embedded,
    ):
        yield Run([limit, embedded], provider, tmp_path, [Load(2, length=20, rate=200)])


def test_answers_are_those_of_all_systems_and_growth_of_palaver(run: Run) -> None:
    for name in ("answers", "growth", "sending", "slow"):
        REPEATED[name](run)

    asked = [(one.system, one.load.label) for one in run.measured]
    assert asked[:2] == [("limit", "2 × 20 tokens"), ("embedded", "2 × 20 tokens")]
    assert {system for system, _ in asked[2:]} == {"embedded"}
    grown = {one.what: one.value for one in run.figures if "÷" in one.what}
    assert len(grown) == 2 * 3
    assert all(value > 0 for value in grown.values())
    assert Figure(figures.SENDING_FAILED, "embedded", 0) in run.figures


def test_crowds_meet_processes_that_have_done_nothing(run: Run) -> None:
    REPEATED["crowds"](run)

    assert [one.load for one in run.measured] == [loads.IDLE, loads.CROWD]
    assert run.measured[0].memory_before["web"].pss > 1
    whats = {one.what for one in run.figures}
    assert {figures.IDLE_MEMORY, figures.CROWD_P99, figures.CROWD_WRONG} <= whats


def test_what_this_machine_lacks_fails_the_run_and_voids_nothing(run: Run) -> None:
    def without_a_browser() -> Iterator[Figure]:
        yield Figure("before", "embedded", 1.0)
        raise CalledProcessError(1, "browser", stderr="There is none.")

    parts._attempt(run, without_a_browser())

    assert run.probed == [Figure("before", "embedded", 1.0)]
    assert len(run.failures) == 1
    assert "There is none." in run.failures[0]


def test_nobody_is_given_a_chat_twice(run: Run) -> None:
    (palaver,) = run.palavers
    given = [chat for _ in range(3) for _, chat, _ in palaver.clients(30)]

    assert len(set(given)) == 90


def test_each_client_is_somebody_else(run: Run) -> None:
    (palaver,) = run.palavers

    assert len({session for _, _, session in palaver.clients(30)}) == 30
