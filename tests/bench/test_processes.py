"""What processes have used."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.processes import Tree
from tests.waiting import PATIENCE

BURN = "import time\nwhile time.process_time() < {seconds}: pass\n"
BURN_BELOW = """
import subprocess, sys
subprocess.run([sys.executable, "-c", {burn!r}])
print("done", flush=True)
sys.stdin.readline()
"""
HOLD = "held = b'x' * 50_000_000\nprint('done', flush=True)\ninput()\n"
WRITE = "open('/dev/null', 'wb').write(b'x' * 5_000_000)\n" + "print('done', flush=True)\ninput()\n"
NOTHING = "print('done', flush=True)\ninput()\n"


@contextmanager
def running(code: str) -> Iterator[Tree]:
    command, pipe = [sys.executable, "-c", code], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "done\n"
        yield Tree(process.pid)
        process.communicate("\n", timeout=PATIENCE)


def test_the_cpu_of_children_that_have_ended_counts() -> None:
    with running(BURN_BELOW.format(burn=BURN.format(seconds=0.5))) as tree:
        assert 0.5 <= tree.cpu() < 5


def test_the_cpu_of_others_does_not() -> None:
    with running(NOTHING) as tree:
        before, started = tree.cpu(), time.process_time()
        while time.process_time() < started + 0.2:
            pass
        assert tree.cpu() - before < 0.1


def test_memory_is_what_is_held() -> None:
    with running(HOLD) as holding, running(NOTHING) as not_holding:
        more = holding.memory().rss - not_holding.memory().rss
        assert 45 < more < 60
        assert holding.memory().pss <= holding.memory().rss


def test_what_is_written_is_counted() -> None:
    with running(WRITE) as writing, running(NOTHING) as not_writing:
        assert writing.written() - not_writing.written() >= 5_000_000
