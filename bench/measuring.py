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
from bench.loads import Load
from bench.processes import Memory
from bench.systems import ROOT, System

LONGEST_FAULT = 300  # characters that are shown


@dataclass(frozen=True)
class Measured:
    """What it cost by part: CPU in seconds, memory in megabytes; and what its services counted."""

    system: str
    load: Load
    outcome: Outcome
    opening: dict[str, float]  # CPU until all clients were there
    cpu: dict[str, float]
    memory_before: dict[str, Memory]
    memory: dict[str, Memory]
    counters: dict[str, float]
    repetition: int

    @property
    def total_cpu(self) -> float:
        return sum(self.cpu.values())

    @property
    def per_million(self) -> float:
        """CPU seconds per million tokens, all parts together."""
        return self.total_cpu / max(1, self.outcome.tokens) * 1e6

    @property
    def pss(self) -> float:
        return sum(memory.pss for memory in self.memory.values())

    @property
    def cpu_per_answer(self) -> float:
        """CPU seconds, all parts together."""
        return self.total_cpu / self.outcome.answers

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "per_million": self.per_million}


class Wrong(Exception):
    """An answer was not what it should have been, which voids the measurement."""


def measure(system: System, provider: int, load: Load, repetition: int = 0) -> Measured:
    """Raises Wrong where an answer was not exact."""
    work = _work(system, provider, load)
    memory_before, unused = _memory(system), _cpu(system)
    with _crowd(work) as crowd:
        counted, used = system.counters(), _cpu(system)
        crowd.go()
        outcome = crowd.outcome()
        refuse_wrong(system.name, outcome)
        cpu, memory = _less(_cpu(system), used), _memory(system)
        counters = _less(system.counters(), counted)
    return Measured(
        system=system.name,
        load=load,
        outcome=outcome,
        opening=_less(used, unused),
        cpu=cpu,
        memory_before=memory_before,
        memory=memory,
        counters=counters,
        repetition=repetition,
    )


def refuse_wrong(system: str, outcome: Outcome) -> None:
    if outcome.faults:
        wrong, first = len(outcome.faults), outcome.faults[0][:LONGEST_FAULT]
        raise Wrong(f"{system}: {wrong} of {outcome.answers} answers are wrong: {first}")


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
def _crowd(work: Work) -> Iterator[_Crowd]:
    """Clients who are there."""
    command = [sys.executable, "-m", "bench.clients"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        crowd = _Crowd(process)
        crowd.begin(work)
        yield crowd
        crowd.end()


def _work(system: System, provider: int, load: Load) -> Work:
    return Work(
        run=uuid4().hex,
        provider=provider,
        kind=system.client,
        clients=system.clients(load.answers),
        slow_every=load.slow_every,
        rounds=load.rounds,
        length=load.length,
        rate=load.rate,
        content=load.content,
        together=load.together,
        ramp=load.ramp,
        rest=load.rest,
    )


def _cpu(system: System) -> dict[str, float]:
    return {part: tree.cpu() for part, tree in system.parts.items()}


def _memory(system: System) -> dict[str, Memory]:
    return {part: tree.memory() for part, tree in system.parts.items()}


def _less(now: dict[str, float], before: dict[str, float]) -> dict[str, float]:
    return {name: value - before[name] for name, value in now.items()}
