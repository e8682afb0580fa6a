"""`python -m bench.peers`: the same work for Chainlit and Open WebUI, beside the limit.

Each is installed once, into a virtual environment of its own. They lose answers under load: such a
measurement is told of, and does not count.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from bench import results
from bench.loads import at_once
from bench.measuring import Measured, Wrong, measure
from bench.peers.systems import PEERS
from bench.systems import KINDS, System, program

OURS = ("limit", "embedded")
ALL = {**{name: KINDS[name] for name in OURS}, **PEERS}


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    words.add_argument("-n", default="1,10,50,100", help="at once (1,10,50,100)")
    words.add_argument("--what", default=",".join(ALL), help=", ".join(ALL))
    words.add_argument("--repeat", type=int, default=1, help="interleaved repetitions (1)")
    options = words.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is to be ended
    numbers = [int(number) for number in options.n.split(",")]
    with _running(options.what.split(",")) as (systems, provider):
        measured = [
            one
            for repetition in range(options.repeat)
            for number in numbers
            for system in systems
            for one in _measure(system, provider, number, repetition)
        ]
    print("\n" + "\n".join(results.table(measured)))
    print(f"\nAll figures: {results.keep(measured, [])}")


@contextmanager
def _running(names: list[str]) -> Iterator[tuple[list[System], int]]:
    """All at once: idle they cost little, and so they can be asked in turn."""
    with ExitStack() as running:
        directory = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        _, provider = running.enter_context(program("bench.provider"))
        kinds = [ALL[name] for name in names]
        systems = [kind(directory / kind.client, provider) for kind in kinds]
        for system in systems:
            running.enter_context(system)
        yield systems, provider


def _measure(system: System, provider: int, number: int, repetition: int) -> Iterator[Measured]:
    try:
        one = measure(system, provider, at_once(number), repetition)
    except Wrong as wrong:
        print(f"{number} at once: {wrong}", flush=True)
    else:
        print(results.progress(one), flush=True)
        yield one


if __name__ == "__main__":
    main()
