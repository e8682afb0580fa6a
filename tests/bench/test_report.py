"""The report of a run, and what of all a run measures."""

import sys
from pathlib import Path

import pytest

from bench import loads, options
from bench.parts import Run
from bench.report import report
from bench.targets import judge
from tests.bench.invented import measured


def a_run(tmp_path: Path, cpu: float) -> Run:
    run = Run([], 0, tmp_path, [loads.at_once(100)])
    run.measured = [
        measured("limit", loads.at_once(100), 0.1),
        measured("embedded", loads.at_once(100), cpu),
    ]
    return run


def test_it_says_what_was_measured_and_what_of_it_is_missed(tmp_path: Path) -> None:
    run = a_run(tmp_path, cpu=0.3)
    text = report(run, judge(run.figures))

    assert "| | N = 100 |" in text
    assert "| embedded | 100 / 3.00 × |" in text
    assert "| CPU per token at N = 100, × limit | embedded | 3 | 2 | MISSED |" in text
    assert "| delay of a token at N = 100, p50, ms | embedded | 40 | 50 | met |" in text
    assert "| CPU per token at N = 200, × limit | embedded |  | 2 | not measured |" in text
    assert "## Growth" not in text


def test_what_is_cheap_enough_is_met(tmp_path: Path) -> None:
    run = a_run(tmp_path, cpu=0.2)

    assert "× limit | embedded | 2 | 2 | met |" in report(run, judge(run.figures))


def test_growth_is_shown_per_thousand_tokens(tmp_path: Path) -> None:
    run = a_run(tmp_path, cpu=0.2)
    run.measured += [
        measured("embedded", loads.short("table"), 1.0),
        measured("embedded", loads.long("table"), 32.0),
    ]

    text = report(run, judge(run.figures))
    assert "| embedded | table | 1,000 | 333 |  | 4,000 | 5,000 |" in text
    assert "| embedded | table | 32,000 | 10,667 |  | 125 | 156 |" in text


@pytest.mark.parametrize(
    ("words", "numbers", "parts", "repeat"),
    [
        ("", (1, 10, 50, 100, 200), options.PARTS, 3),
        ("-n 1,10 --what limit", [1, 10], ("asking", "answers"), 1),
        ("--parts growth --repeat 2", (1, 10, 50, 100, 200), ["growth"], 2),
    ],
)
def test_whoever_names_some_gets_that_once(
    monkeypatch: pytest.MonkeyPatch, words: str, numbers: list[int], parts: list[str], repeat: int
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", *words.split()])
    parsed = options.parse("")

    assert parsed.choice.numbers == numbers
    assert parsed.choice.parts == parts
    assert parsed.choice.repeat == repeat
    assert parsed.is_all == (words == "")


def test_an_unknown_part_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", "--parts", "growht"])

    with pytest.raises(SystemExit):
        options.parse("")
    assert "unknown: growht" in capsys.readouterr().err
