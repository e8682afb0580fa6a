import subprocess
import sys
from pathlib import Path

import pytest

from palaver.lib import instance
from palaver.lib.refusal import Refusal

HOLD = """
import sys
from pathlib import Path
from palaver.lib import instance
instance.hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def holder(directory: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_another_process_is_refused_and_the_holder_named(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        with pytest.raises(Refusal, match=rf"process {other.pid}\) already serves"):
            instance.hold(tmp_path)
        other.kill()

    instance.hold(tmp_path)
    instance.let_go(tmp_path)


def test_the_same_process_may_hold_it_twice(tmp_path: Path) -> None:
    instance.hold(tmp_path)
    instance.hold(tmp_path)
    instance.let_go(tmp_path)

    with holder(tmp_path) as other:
        other.kill()


def test_a_longer_number_of_an_earlier_holder_leaves_no_trace(tmp_path: Path) -> None:
    (tmp_path / "server.lock").write_text("12345678901234567\n")

    with holder(tmp_path) as other:
        assert (tmp_path / "server.lock").read_text() == f"{other.pid}\n"
        other.kill()


def test_a_lock_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no such file or directory"):
        instance.hold(tmp_path / "nowhere")
