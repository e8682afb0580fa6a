"""`python -m bench`: what an answer costs, beside the least that it could cost on this machine."""

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
from bench.measuring import ASKING, IDLE, Load, Measured, Wrong, measure
from bench.systems import SYSTEMS, Embedded, Scaled, System, program

KINDS = {kind.name: kind for kind in SYSTEMS}


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is to be ended
    measured: list[Measured] = []
    try:
        with _running(options) as (systems, provider):
            for load in _loads(options):
                for system in systems if load != IDLE else _palavers(systems):
                    measured.append(measure(system, provider, load))
                    print(results.progress(measured[-1]), flush=True)
    except Wrong as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print(f"\n{results.table(measured)}\n\nAll figures: {results.keep(measured)}")
    return 0


def _palavers(systems: list[System]) -> list[System]:
    return [system for system in systems if isinstance(system, Embedded)]


def _options() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    words.add_argument("-n", type=_numbers, default=[1, 10, 50, 100, 200], help="at once")
    words.add_argument("--what", type=_names, default=list(KINDS), help=", ".join(KINDS))
    words.add_argument("--tokens", type=int, default=300, help="of each answer (300)")
    words.add_argument("--rate", type=float, default=50.0, help="tokens per second (50)")
    words.add_argument("--rounds", type=int, default=1, help="answers of each client (1)")
    words.add_argument("--repeat", type=int, default=1, help="interleaved repetitions (1)")
    words.add_argument("--no-asking", dest="asking", action="store_false", help="skip that part")
    words.add_argument("--idle", action="store_true", help=f"{IDLE.answers} idle pages, too")
    words.add_argument("--web", type=int, default=1, help="web processes when scaled out (1)")
    return words.parse_args()


def _numbers(words: str) -> list[int]:
    return [int(word) for word in words.split(",")]


def _names(words: str) -> list[str]:
    names = words.split(",")
    if unknown := [name for name in names if name not in KINDS]:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}")
    return names


def _loads(options: argparse.Namespace) -> Iterator[Load]:
    for _ in range(options.repeat):
        yield from [ASKING] if options.asking else []
        yield from [IDLE] if options.idle else []
        for number in options.n:
            yield Load(number, options.tokens, options.rate, options.rounds)


@contextmanager
def _running(options: argparse.Namespace) -> Iterator[tuple[list[System], int]]:
    """All systems at once: idle they cost next to nothing, and so they can be asked in turn."""
    with ExitStack() as running:
        directory = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        _, provider = running.enter_context(program("bench.provider"))
        systems = [_build(name, directory / name, provider, options) for name in options.what]
        for system in systems:
            running.enter_context(system)
        yield systems, provider


def _build(name: str, directory: Path, provider: int, options: argparse.Namespace) -> System:
    if name == Scaled.name:
        return Scaled(directory, provider, options.web)
    return KINDS[name](directory, provider)


if __name__ == "__main__":
    sys.exit(main())
