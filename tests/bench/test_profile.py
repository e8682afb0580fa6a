"""Flame graphs of the server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.profile import MISSING, py_spy
from bench.systems import ROOT


def test_both_are_drawn_and_told_of(tmp_path: Path) -> None:
    done = _run("-n", "3", "--seconds", "1", "--into", str(tmp_path))

    assert done.returncode == 0, done.stderr
    *drawn, head, _line, _first = done.stdout.splitlines()[:5]
    assert drawn == [str(tmp_path / name) for name in ("3-answers.svg", "page.svg")]
    for path in drawn:
        assert "<svg" in Path(path).read_text()
    assert head == "| step | of the CPU |"


def test_without_py_spy_one_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.symlink_to(sys.executable)
    assert py_spy(os.environ["PATH"])

    monkeypatch.setattr(sys, "executable", str(python))
    assert py_spy(str(tmp_path)) is None
    assert MISSING.count(".") == 1


def _run(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "bench.profile", *words]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
