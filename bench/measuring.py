"""One measurement: clients ask a running system, and its processes are read before and after."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from bench.clients import Outcome, Work
from bench.processes import Memory
from bench.systems import ROOT, System

FEWEST_ANSWERS = 3  # of one measurement, however few ask at once
RAMP = 3.0  # seconds over which the clients of a measurement begin


@dataclass(frozen=True)
class Load:
    """What is asked of a system."""

    answers: int = 1  # at once
    length: int = 300  # tokens of each
    rate: float = 50.0  # tokens per second of each
    rounds: int = 1

    @property
    def ramp(self) -> float:
        return RAMP if self.answers > 1 else 0.0


@dataclass(frozen=True)
class Measured:
    """What it cost: CPU in seconds and memory in megabytes by part, counters over the time."""

    system: str
    load: Load
    outcome: Outcome
    cpu: dict[str, float]
    memory: dict[str, Memory]
    counters: dict[str, float]

    @property
    def per_million(self) -> float:
        """CPU seconds per million tokens, all parts together."""
        return sum(self.cpu.values()) / self.outcome.tokens * 1e6

    @property
    def pss(self) -> float:
        return sum(memory.pss for memory in self.memory.values())

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "per_million": self.per_million}


class Wrong(Exception):
    """An answer was not what it should have been, which voids the measurement."""


def measure(system: System, provider: int, load: Load) -> Measured:
    """Raises Wrong where an answer was not exact."""
    with _crowd(system, provider, load) as crowd:
        counted, used = system.counters(), _cpu(system)
        crowd.go()
        outcome = crowd.outcome()
        cpu = {part: now - used[part] for part, now in _cpu(system).items()}
        memory = {part: tree.memory() for part, tree in system.parts.items()}
        counters = {name: now - counted[name] for name, now in system.counters().items()}
    if outcome.faults:
        faults = f"{len(outcome.faults)} of {outcome.answers}"
        raise Wrong(f"{system.name}: {faults} answers are wrong: {outcome.faults[0]}")
    return Measured(system.name, load, outcome, cpu, memory, counters)


class _Crowd:
    """The clients' process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self, work: Work) -> None:
        self._say(json.dumps(asdict(work)))
        self._hear()

    def go(self) -> None:
        self._say("go")

    def outcome(self) -> Outcome:
        return Outcome(**self._hear())

    def end(self) -> None:
        self._say("end")
        self._process.wait()

    def _say(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _hear(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise Wrong("The clients ended.")
        return json.loads(line)


@contextmanager
def _crowd(system: System, provider: int, load: Load) -> Iterator[_Crowd]:
    """Clients who are there and have been answered once."""
    command = [sys.executable, "-m", "bench.clients"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        crowd = _Crowd(process)
        crowd.begin(_work(system, provider, load))
        yield crowd
        crowd.end()


def _work(system: System, provider: int, load: Load) -> Work:
    return Work(
        run=uuid4().hex,
        provider=provider,
        kind=system.client,
        clients=system.clients(load.answers),
        rounds=max(load.rounds, -(-FEWEST_ANSWERS // load.answers)),
        length=load.length,
        rate=load.rate,
        ramp=load.ramp,
    )


def _cpu(system: System) -> dict[str, float]:
    return {part: tree.cpu() for part, tree in system.parts.items()}
