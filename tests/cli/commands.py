"""`palaver …` in processes of their own, over a data directory of the test's."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("PALAVER_", "OPENAI_", "DATABASE_URL", "REDIS_URL", "HOST", "PORT", "DJANGO_")
END_TIMEOUT = 60  # seconds
NO_MODELS_ELSEWHERE = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}  # the discard port: refused


def environment(data: Path, variables: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**inherited, "PALAVER_DATA_DIR": str(data), **variables}


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "palaver", *words]


def palaver(
    *words: str, data: Path, stdin: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return ended(command(*words), environment(data, variables), stdin)


def ended(
    words: list[str], variables: dict[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """How a program ended, and what it said."""
    return subprocess.run(
        words,
        cwd=ROOT,
        env=variables,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=END_TIMEOUT,
        check=False,
    )


@contextmanager
def serving(data: Path, **variables: str) -> Iterator["subprocess.Popen[str]"]:
    """A server whose output is still to be read."""
    process = subprocess.Popen(
        command("serve"),
        cwd=ROOT,
        env=environment(data, {"PORT": "0", **NO_MODELS_ELSEWHERE, **variables}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=END_TIMEOUT)


def port(process: "subprocess.Popen[str]") -> int:
    """Wait until it serves; the port that it printed."""
    found = re.search(r":(\d+)/", line(process))
    assert found
    return int(found[1])


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline()


def is_one_sentence(text: str) -> bool:
    """Whether it is what a refusal looks like: one line for a person, and no traceback."""
    return text.startswith("palaver: ") and text.count("\n") == 1 and "Traceback" not in text
