"""`python -m bench.profile`: flame graphs of the embedded server, by py-spy.

One of many answers at once, and one of the page of a long chat that is asked for again and again.
They show who holds Python's lock: py-spy cannot everywhere tell which other threads work and which
wait, so that what SQLite does by itself is missing.
"""

import argparse
import asyncio
import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from bench import steps
from bench.loads import RATE, Load
from bench.measuring import Measured, measure
from bench.page import PageClient
from bench.questions import Script
from bench.systems import Embedded, program

DIRECTORY = Path(__file__).parent / "profiles"
SAMPLES = 250  # per second
INTERVAL = 0.1  # seconds between two looks at how many answers run
EXCHANGES = 25  # in the long chat
RUNNING = "SELECT count(*) FROM generation_generation WHERE status = 'running'"
MISSING = "py-spy, which draws the flame graphs, is missing: run make profile, which installs it."


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m bench.profile", description=__doc__)
    words.add_argument("-n", type=int, default=100, help="answers at once (100)")
    words.add_argument("--seconds", type=int, default=20, help="of each recording (20)")
    words.add_argument("--into", type=Path, default=DIRECTORY, help=f"folder ({DIRECTORY.name})")
    options = words.parse_args()
    if not (spy := py_spy(os.environ.get("PATH", ""))):
        print(MISSING, file=sys.stderr)
        return 1
    options.into.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as directory,
        program("bench.provider") as (_, provider),
        Embedded(Path(directory), provider) as system,
    ):
        recorder = Recorder(spy, system.parts["web"].pid, options.seconds, options.into)
        drawn, stacks = watch_answers(system, provider, recorder, options.n)
        print(drawn)
        print(draw_page(system, recorder))
    print(steps.table(steps.shares(stacks.read_text().splitlines())))
    return 0


def py_spy(path: str) -> str | None:
    """Where the program is: beside this Python, or somewhere on the path."""
    return shutil.which("py-spy", path=f"{Path(sys.executable).parent}{os.pathsep}{path}")


class Recorder:
    """Watches a process for some seconds."""

    def __init__(self, spy: str, pid: int, seconds: int, directory: Path) -> None:
        self.seconds = seconds
        self._directory = directory
        self._command = [spy, "record", "--pid", f"{pid}", "--duration", f"{seconds}"]
        self._command += ["--rate", f"{SAMPLES}", "--gil"]

    def record(self, name: str, work: Callable[[], None]) -> Path:
        """Does the work as long as it watches; gives a flame graph, or stacks for a .txt."""
        output = self._directory / name
        form = "raw" if output.suffix == ".txt" else "flamegraph"
        command = [*self._command, "--format", form, "--output", str(output)]
        told = subprocess.STDOUT
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told, text=True) as spy:
            while spy.poll() is None:
                work()
            assert spy.stdout
            if spy.returncode:
                raise SystemExit(spy.stdout.read())
        return output


def watch_answers(
    system: Embedded, provider: int, recorder: Recorder, number: int
) -> tuple[Path, Path]:
    """So many at once, from the moment in which the last has begun."""
    beginning = 2 * Load(number).ramp + 5  # seconds
    length = int(RATE * (2 * recorder.seconds + beginning))
    with ThreadPoolExecutor() as threads:
        measuring = threads.submit(measure, system, provider, Load(number, length))
        _wait_for(system, number, measuring)
        drawn, stacks = (
            recorder.record(f"{number}-answers{suffix}", lambda: time.sleep(INTERVAL))
            for suffix in (".svg", ".txt")
        )
        measuring.result()
    return drawn, stacks


def _wait_for(system: Embedded, number: int, measuring: Future[Measured]) -> None:
    while system.rows(RUNNING)[0][0] < number and not measuring.done():
        time.sleep(INTERVAL)


def draw_page(system: Embedded, recorder: Recorder) -> Path:
    """One page after the other, as fast as they come."""
    address, chat, session = system.clients(1)[0]
    asyncio.run(_fill(PageClient(address, chat, session)))
    server = http.client.HTTPConnection(address.removeprefix("http://"))

    def load() -> None:
        server.request("GET", f"/chats/{chat}/", headers={"Cookie": f"sessionid={session}"})
        server.getresponse().read()

    return recorder.record("page.svg", load)


async def _fill(client: PageClient) -> None:
    await client.open()
    for seed in range(EXCHANGES):
        received = await client.answer(Script(f"profile.{seed}", seed, 100, 1000))
        assert received.fault == ""
    await client.close()


if __name__ == "__main__":
    sys.exit(main())
