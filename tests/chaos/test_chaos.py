"""A short run of the chaos, so that it stays fit for a long one; and that it sees what is wrong."""

import random
import subprocess
import sys

import pytest

from palaver.markdown import render
from tests.chaos.judge import Judge, Verdict, delays
from tests.chaos.load import RATE, Question, Sight, View
from tests.provider.script import script_tokens
from tests.running import ROOT, Answer

SHORT = ["--seconds", "8", "--answers", "8", "--seed", "3", "--hasty"]


def test_a_short_run_loses_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", *SHORT],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    name, times, answers, lost, garbled, stuck, *_ = done.stdout.splitlines()[-1].split()
    assert (name, lost, garbled, stuck) == ("All", "0", "0", "0")
    assert int(times) > 1
    assert int(answers) >= 8


@pytest.mark.parametrize(
    ("cut", "added", "verdict"),
    [
        (0, "", Verdict()),
        (3, "", Verdict(lost=3)),
        (3, "???", Verdict(garbled=3)),
        (0, "?", Verdict(garbled=1)),
    ],
)
def test_what_is_lost_or_garbled_in_the_log_is_counted(
    cut: int, added: str, verdict: Verdict
) -> None:
    judge = Judge(random.Random(1))
    question = Question(seed=1, tokens=20)
    text = question.script[: len(question.script) - cut] + added
    question.stored = Answer("done", 1, 1, "", text, "", render(text))
    judge(question)
    assert judge.verdicts[question.client_id] == verdict
    assert bool(judge.reasons) == (verdict != Verdict())


def test_what_a_reader_lacks_is_counted() -> None:
    judge = Judge(random.Random(1))
    question = Question(seed=1, tokens=20)
    html = render(question.script)
    question.stored = Answer("done", 1, 1, "", question.script, "", html)
    question.views = [View("")]
    judge(question)
    assert judge.verdicts[question.client_id] == Verdict(lost=len(html))


def test_a_delay_counts_from_the_first_time_that_a_token_was_sent() -> None:
    question = Question(seed=1, tokens=3)
    first, second, third = script_tokens(1, 3)
    view = View("")
    view.sights = [Sight(10.5, len(first)), Sight(30.0, len(first + second + third))]
    question.views = [view]
    dead = {"partial": "", "began": 10.0, "sent": 2}
    heir = {"partial": first, "began": 25.0, "sent": 2}
    found = list(delays(question, [dead, heir]))
    assert [delay.sent_at for delay in found] == [10.0, 10.0 + 1 / RATE, 25.0 + 1 / RATE]
    assert [round(delay.seconds, 6) for delay in found] == [0.5, 20 - 1 / RATE, 5 - 1 / RATE]
