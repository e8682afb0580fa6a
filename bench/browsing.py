"""What the scripts of a page cost a browser, as `python -m bench.browser` finds it."""

import json
import subprocess
import sys
from collections.abc import Iterator

from bench.figures import Figure
from bench.systems import ROOT

SCRIPT_TIME = "browser: script time per 1,000 tokens, ms"
LONG_TASKS = "browser: tasks over 50 ms while 4,000 tokens arrive (CPU throttled 4 times)"
NAMES = {SCRIPT_TIME: "script_ms_per_1000_tokens", LONG_TASKS: "long_tasks_over_50_ms"}


def browsing() -> Iterator[Figure]:
    """Once, since an answer of 4,000 tokens takes its time."""
    command = [sys.executable, "-m", "bench.browser"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    for what, name in NAMES.items():
        yield Figure(what, "embedded", found[name])
