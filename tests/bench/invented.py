"""Measurements that nobody made."""

from bench.clients import Outcome
from bench.loads import Load
from bench.measuring import Measured
from bench.processes import Memory

OUTCOME = Outcome(10, 3000, 6.0, [], 40.0, 90.0, 12.0, 20.0, 5.0, 9.0, 4000.0)


def measured(system: str, load: Load, cpu: float, repetition: int = 0) -> Measured:
    part = {"embedded": "web", "scaled": "web 1"}.get(system, system)
    return Measured(
        system=system,
        load=load,
        outcome=OUTCOME,
        opening={part: 1.0},
        cpu={part: cpu},
        memory_before={part: Memory(150.0, 90.0)},
        memory={part: Memory(200.0, 100.0)},
        counters={"bytes written": 90_000.0},
        repetition=repetition,
    )
