"""The parts of a run: those that are repeated, one repetition after the other, and the rest."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CalledProcessError

from bench import figures, loads, results
from bench.browsing import browsing
from bench.figures import Figure
from bench.installed import installed
from bench.loads import Load
from bench.measuring import Measured, measure
from bench.pages import pages
from bench.searching import searching
from bench.starting import start
from bench.systems import Embedded, Scaled, System

CROWDED_WEBS = 2  # web processes that three hundred answers and a thousand pages share


@dataclass
class Run:
    """The systems that run, and what has been measured."""

    systems: Sequence[System]
    provider: int  # port
    directory: Path
    answers: Sequence[Load]
    repetition: int = 0
    measured: list[Measured] = field(default_factory=list)
    probed: list[Figure] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def palavers(self) -> list[Embedded]:
        return [system for system in self.systems if isinstance(system, Embedded)]

    @property
    def figures(self) -> list[Figure]:
        return [*figures.of(self.measured), *self.probed]

    def say(self, words: str) -> None:
        minutes, seconds = divmod(int(time.monotonic() - self.began), 60)
        print(f"{minutes:02}:{seconds:02} {words}", flush=True)

    def measure(self, system: System, load: Load) -> None:
        self.keep(measure(system, self.provider, load, self.repetition))

    def keep(self, one: Measured) -> None:
        self.measured.append(one)
        self.say(results.progress(one))

    def probe(self, found: Iterator[Figure]) -> None:
        for figure in found:
            self.probed.append(figure)
            self.say(f"{figure.system}: {figure.what}: {results.number(figure.value)}")

    def fresh(self) -> Iterator[Embedded]:
        """The same systems, as they are when they have just been started."""
        directory = self.directory / f"fresh-{time.monotonic_ns()}"
        directory.mkdir()
        for system in self.palavers:
            if isinstance(system, Scaled):
                yield Scaled(directory / system.name, self.provider, CROWDED_WEBS)
            else:
                yield Embedded(directory / system.name, self.provider)


def _answers(run: Run) -> None:
    for load in run.answers:
        for system in run.systems:
            run.measure(system, load)


def _asking(run: Run) -> None:
    for system in run.systems:
        run.measure(system, loads.ASKING)


def _slow(run: Run) -> None:
    for system in run.palavers:
        run.measure(system, loads.SLOW)


def _sending(run: Run) -> None:
    for system in run.palavers:
        run.measure(system, loads.SENDING)


def _growth(run: Run) -> None:
    for content in loads.CONTENTS:
        for load in (loads.short(content), loads.long(content)):
            _keep_all(run, _at_once(run, run.palavers, load))


def _crowds(run: Run) -> None:
    """Memory is that of processes that have carried nothing yet, and so have kept nothing."""
    with ExitStack() as running:
        fresh = [running.enter_context(system) for system in run.fresh()]
        _at_once(run, fresh, loads.FIRST_PAGE)
        _keep_all(run, _at_once(run, fresh, loads.IDLE))
        for system in fresh:
            run.measure(system, loads.CROWD)


def _at_once(run: Run, systems: Sequence[System], load: Load) -> list[Measured]:
    """Where there is time to be saved: no delays, but CPU and memory, which are each one's own."""

    def measured(system: System) -> Measured:
        return measure(system, run.provider, load, run.repetition)

    with ThreadPoolExecutor() as threads:
        return list(threads.map(measured, systems))


def _keep_all(run: Run, measured: Iterable[Measured]) -> None:
    for one in measured:
        run.keep(one)


def _pages(run: Run) -> None:
    for system in run.palavers:
        run.probe(pages(system))


def _start(run: Run) -> None:
    if any(system.name == Embedded.name for system in run.palavers):
        directory = run.directory / f"start-{run.repetition}"
        run.probe(start(directory, f"http://127.0.0.1:{run.provider}/v1"))


def _search(run: Run) -> None:
    """Of systems that hold nothing else, and once: it takes minutes to fill them."""
    with ExitStack() as running:
        for system in [running.enter_context(system) for system in run.fresh()]:
            run.probe(searching(system))


def _size(run: Run) -> None:
    _attempt(run, installed())


def _browser(run: Run) -> None:
    _attempt(run, browsing())


def _attempt(run: Run, found: Iterator[Figure]) -> None:
    """What needs more than this machine may have: it fails the run, but voids no other figure."""
    try:
        run.probe(found)
    except CalledProcessError as error:
        run.failures.append(f"{error}: {error.stderr}")
        run.say(run.failures[-1])


Part = Callable[[Run], None]
REPEATED: dict[str, Part] = {
    "start": _start,
    "asking": _asking,
    "answers": _answers,
    "slow": _slow,
    "sending": _sending,
    "pages": _pages,
    "growth": _growth,
    "crowds": _crowds,
}
ONCE: dict[str, Part] = {"search": _search, "size": _size, "browser": _browser}
