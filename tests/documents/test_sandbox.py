"""The process that reads a file can do little, and not for long."""

import logging
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from palaver.documents import Closed, Document, Limits, Sandbox, sandbox
from palaver.documents.sandbox import ROOT
from tests.waiting import PATIENCE, wait_for

CONFINED = "import palaver.documents.child as child; child.confine();"
GREEDY = "x = bytearray(1024 * 1024 * 1024)"
WRITING = "open({path!r}, 'wb').write(bytes(32 * 1024 * 1024))"


def confined(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", f"{CONFINED} {code}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_can_do_what_it_must() -> None:
    assert confined("print(sum(range(1000)))").stdout == "499500\n"


def test_it_gets_no_more_memory_than_a_file_is_worth() -> None:
    assert "MemoryError" in confined(GREEDY).stderr


def test_it_writes_no_more_than_a_file_is_worth(tmp_path: Path) -> None:
    path = tmp_path / "large"
    assert confined(WRITING.format(path=str(path))).returncode != 0
    assert path.stat().st_size <= 16 * 1024 * 1024


def test_it_may_start_no_other_process() -> None:
    told = "import resource; print(resource.getrlimit(resource.RLIMIT_NPROC))"
    assert confined(told).stdout == "(0, 0)\n"


def test_it_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a secret")
    assert "a secret" in _environment_seen_by([sys.executable, "-c"])
    monkeypatch.setattr(sandbox, "COMMAND", _telling_its_environment())
    found = _read(Sandbox(), b"text")
    assert "a secret" not in found.text
    assert "PATH" in found.text


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "COMMAND", [sys.executable, "-c", "import time; time.sleep(600)"])
    monkeypatch.setattr(sandbox, "TIME", 0.2)
    assert _read(Sandbox(), b"text") == Document(problem="too_complex")


def test_what_dies_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    dying = "import os; os.kill(os.getpid(), 6)"
    monkeypatch.setattr(sandbox, "COMMAND", [sys.executable, "-c", dying])
    assert _read(Sandbox(), b"text") == Document(problem="too_complex")


def test_what_cannot_even_start_is_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sandbox, "COMMAND", [sys.executable, "-c", "import no_such_parser"])
    with caplog.at_level(logging.ERROR):
        assert _read(Sandbox(), b"text") == Document(problem="damaged")
    assert "no_such_parser" in caplog.text


def test_closing_ends_what_is_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "COMMAND", [sys.executable, "-c", "import time; time.sleep(600)"])
    box, outcome = Sandbox(), []

    def read() -> None:
        try:
            _read(box, b"text")
        except Closed:
            outcome.append("closed")

    reading = threading.Thread(target=read)
    reading.start()
    wait_for(lambda: bool(box._running))
    box.close()
    reading.join(PATIENCE)
    assert outcome == ["closed"]
    with pytest.raises(Closed):
        _read(box, b"text")


def _read(box: Sandbox, content: bytes) -> Document:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        return box.read(file, Limits())


def _telling_its_environment() -> list[str]:
    told = "import json, os; print(json.dumps({'text': json.dumps(dict(os.environ))}))"
    return [sys.executable, "-c", told]


def _environment_seen_by(command: list[str]) -> str:
    code = "import os; print(dict(os.environ))"
    return subprocess.run([*command, code], capture_output=True, text=True, check=True).stdout
