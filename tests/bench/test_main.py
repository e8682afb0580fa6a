"""The end of a run: what it writes, and its exit status."""

import sys
from pathlib import Path

import pytest

from bench import __main__ as program
from bench import loads, options
from bench.measuring import Wrong
from bench.options import ALL, SOME, Choice, Options
from bench.parts import Run
from tests.bench.invented import measured

TINY = ["bench", "-n", "1", "--what", "limit", "--tokens", "5", "--rate", "200"]


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where results go in place of bench/."""
    monkeypatch.setattr("bench.results.DIRECTORY", tmp_path / "results")
    monkeypatch.setattr(program, "RESULTS", tmp_path / "RESULTS.md")
    return tmp_path


def conclude(run: Run, choice: Choice = SOME) -> int:
    return program._conclude(run, Options(choice, 300, 50.0, 1, 1), "- a machine")


def a_run(directory: Path, cpu: float) -> Run:
    run = Run([], 0, directory, [loads.at_once(100)])
    costs = {"limit": 0.1, "embedded": cpu}
    run.measured = [measured(name, loads.at_once(100), cost) for name, cost in costs.items()]
    return run


def test_a_missed_target_is_a_status_of_one(kept: Path) -> None:
    assert conclude(a_run(kept, cpu=0.2)) == 0
    assert conclude(a_run(kept, cpu=0.3)) == 1


def test_what_could_not_be_tried_is_one_too(kept: Path) -> None:
    run = a_run(kept, cpu=0.2)
    run.failures.append("There is no browser.")

    assert conclude(run) == 1


def test_a_run_of_everything_is_written_down(kept: Path) -> None:
    conclude(a_run(kept, cpu=0.3), ALL)

    written = (kept / "RESULTS.md").read_text()
    assert written.startswith("# What was measured\n\n- a machine\n")
    assert "MISSED" in written
    assert "not measured" in written


def test_a_run_of_some_is_only_printed(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    conclude(a_run(kept, cpu=0.3))

    assert not (kept / "RESULTS.md").exists()
    printed = capsys.readouterr().out
    assert "MISSED" in printed
    assert "not measured" not in printed


def test_a_wrong_answer_is_a_status_of_one(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", TINY)
    assert program.main() == 0
    assert (kept / "results").exists()

    def wrong(*_: object) -> None:
        raise Wrong("limit: 1 of 3 answers are wrong")

    monkeypatch.setattr("bench.parts.measure", wrong)
    assert program.main() == 1
    assert capsys.readouterr().err == "limit: 1 of 3 answers are wrong\n"


@pytest.mark.parametrize(
    ("words", "is_all"),
    [("", True), ("--repeat 5", True), ("--repeat 1", False), ("--quick", False), ("-n 1", False)],
)
def test_everything_is_what_no_option_narrows(
    monkeypatch: pytest.MonkeyPatch, words: str, is_all: bool
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", *words.split()])

    assert options.parse("").is_all is is_all
