"""`make dev`: two servers, one Ctrl-C."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import END_TIMEOUT, ROOT, environment, line
from tests.ports import free_port

PALAVER = re.compile(r"^Palaver .*:(\d+)/$", re.MULTILINE)


@pytest.fixture
def vite_port() -> int:
    return free_port()


@pytest.fixture
def dev(tmp_path: Path, vite_port: int) -> Iterator["subprocess.Popen[str]"]:
    variables = {"PORT": "0", "PALAVER_VITE_PORT": str(vite_port)}
    with subprocess.Popen(
        [sys.executable, "tools/dev.py"],
        cwd=ROOT,
        env=environment(tmp_path, variables),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def test_both_serve_and_ctrl_c_ends_both(dev: "subprocess.Popen[str]", vite_port: int) -> None:
    printed = ""
    while "ready in" not in printed or not (found := PALAVER.search(printed)):
        printed += line(dev)
    ports = {int(found[1]), vite_port}
    assert {number for number in ports if answers(number)} == ports

    dev.send_signal(signal.SIGINT)

    assert dev.wait(END_TIMEOUT) == 0
    assert not {number for number in ports if answers(number)}


def answers(number: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", number), timeout=END_TIMEOUT).close()
    except ConnectionRefusedError:
        return False
    return True
