"""`python -m bench`: what an answer costs, beside the least that it could cost on this machine.

Without options all of it, three times, into bench/RESULTS.md. Whoever says what and how many gets
that, once. The exit status is 1 where an answer was wrong or a target was missed.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from bench import loads, parts, results
from bench.measuring import Wrong
from bench.options import Options, parse
from bench.parts import Part, Run
from bench.report import report
from bench.systems import KINDS, Scaled, System, program
from bench.targets import judge
from bench.versions import load, versions

RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> int:
    options = parse(__doc__ or "")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is to be ended
    before = load()
    try:
        with _running(options) as run:
            _measure(run, options)
            about = versions(run.systems)
    except Wrong as wrong:
        print(wrong, file=sys.stderr)
        return 1
    return _conclude(run, options, f"{about}\n- load average before {before}; after {load()}")


def _measure(run: Run, options: Options) -> None:
    for run.repetition in range(options.choice.repeat):
        _take(run, options, parts.REPEATED)
    _take(run, options, parts.ONCE)


def _take(run: Run, options: Options, among: Mapping[str, Part]) -> None:
    for name, part in among.items():
        if name in options.choice.parts:
            part(run)


def _conclude(run: Run, options: Options, about: str) -> int:
    verdicts = judge(run.figures)
    text = report(run, [one for one in verdicts if options.is_all or one.value is not None])
    missed = [one for one in verdicts if one.is_missed]
    if options.is_all:
        RESULTS.write_text(f"# What was measured\n\n{about}\n\n{text}\n")
    print(f"\n{about}\n\n{text}\n\nAll figures: {results.keep(run.measured, run.probed)}")
    print(f"{len(missed)} targets are missed.")
    return 1 if missed or run.failures else 0


@contextmanager
def _running(options: Options) -> Iterator[Run]:
    """All systems at once: idle they cost next to nothing, and so they can be asked in turn."""
    choice = options.choice
    with ExitStack() as running:
        directory = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        _, provider = running.enter_context(program("bench.provider"))
        systems = [_build(name, directory / name, provider, options) for name in choice.what]
        for system in systems:
            running.enter_context(system)
        asked = [
            loads.at_once(number, options.tokens, options.rate, options.rounds)
            for number in choice.numbers
        ]
        yield Run(systems, provider, directory, asked)


def _build(name: str, directory: Path, provider: int, options: Options) -> System:
    if name == Scaled.name:
        return Scaled(directory, provider, options.webs)
    return KINDS[name](directory, provider)


if __name__ == "__main__":
    sys.exit(main())
