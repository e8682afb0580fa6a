"""What a page costs a browser: a short answer, and tasks that a trace tells of."""

import json
import subprocess
import sys
from typing import Any

import pytest

from bench.browser import LONG_TASK, Arrival, figures
from bench.browser_tasks import durations
from bench.browser_text import tokens
from bench.systems import ROOT


def test_a_short_answer_is_measured_and_exact() -> None:
    command = [sys.executable, "-m", "bench.browser", "--tokens", "120", "--rate", "100"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)

    found = json.loads(done.stdout)
    assert found["tokens"] == 120
    assert found["script_ms_per_1000_tokens"] > 0
    assert found["script_ms_per_1000_tokens_throttled"] > 0
    assert found["longest_task_ms"] > 0


def test_the_text_has_all_that_answers_have() -> None:
    text = "".join(tokens(4000))

    assert len(tokens(4000)) == 4000
    assert all(
        mark in text for mark in ("\n## ", "\n- ", "\n1. ", "\n> ", "\n|", "\n```python", "**")
    )
    assert "".join(tokens(4000)) == text


def test_only_what_held_the_throttled_page_up_is_a_long_task() -> None:
    plain = Arrival({"ScriptDuration": 30.0}, [])
    throttled = Arrival({"ScriptDuration": 120.0}, [1.0, LONG_TASK, LONG_TASK + 0.1])

    found = figures(plain, throttled, 500)

    assert found["script_ms_per_1000_tokens"] == 60
    assert found["script_ms_per_1000_tokens_throttled"] == 240
    assert (found["long_tasks_over_50_ms"], found["longest_task_ms"]) == (1, 50.1)


def test_tasks_are_those_of_the_page_by_their_cpu_time() -> None:
    trace = [
        _event("thread_name", 1, args={"name": "CrRendererMain"}),
        _event("thread_name", 2, args={"name": "CrBrowserMain"}),
        _event("thread_name", 3, args={"name": "CrRendererMain"}),
        _event("RunTask", 1, tdur=2500, dur=90_000),
        _event("RunTask", 1),
        _event("RunTask", 2, tdur=70_000),
        _event("RunTask", 3, tdur=200),
        _event("Layout", 1, tdur=2000),
    ]

    assert durations(json.dumps({"traceEvents": trace}).encode()) == pytest.approx([2.5, 0])


def _event(name: str, thread: int, **more: Any) -> dict[str, Any]:
    return {"name": name, "pid": thread, "tid": 1, **more}
