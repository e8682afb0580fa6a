"""Whether a process can serve, part by part, in plain words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from django.db import Error

from palaver.generation import runners
from palaver.generation.bus import bus
from palaver.generation.models import Generation, Heartbeat

LONGEST_WAIT = 30.0  # seconds for a runner, after which there are too few, or they are ill

State = Literal["ready", "degraded", "unavailable"]
WORST_LAST: tuple[State, ...] = ("ready", "degraded", "unavailable")


@dataclass(frozen=True, slots=True)
class Part:
    state: State
    says: str


Report = Mapping[str, Part]


def status(report: Report) -> State:
    """That of the worst part."""
    return max((part.state for part in report.values()), key=WORST_LAST.index)


def as_json(report: Report) -> dict[str, Any]:
    parts = {name: asdict(part) for name, part in report.items()}
    return {"status": status(report), "parts": parts}


def parts() -> Report:
    """Every part as it is now; for a database thread."""
    try:
        waiting, longest = Generation.objects.waiting()
        workers = Heartbeat.objects.lately().count() if runners.chosen().has_workers else None
    except Error:
        return {**away("The database does not answer."), "bus": _bus()}
    return {"database": _DATABASE, "bus": _bus(), "runner": _runner(waiting, longest, workers)}


def away(why: str) -> Report:
    """What can be said of parts that cannot be asked."""
    unknown = Part("degraded", "Only the database knows.")
    return {"database": Part("unavailable", why), "bus": unknown, "runner": unknown}


_DATABASE = Part("ready", "The database answers.")


def _bus() -> Part:
    if bus.is_well:
        return Part("ready", "Hints come in time.")
    return Part("degraded", "Redis is away: what others write is shown some seconds late.")


def _runner(waiting: int, longest: float, workers: int | None) -> Part:
    if workers == 0:
        return Part("degraded", "No worker was seen lately: answers wait until there is one.")
    if longest > LONGEST_WAIT:
        first = f"the first of {waiting} answers has waited for {longest:.0f} seconds"
        return Part("degraded", f"Too few run answers, or none can: {first}.")
    who = "The server runs answers itself" if workers is None else f"{workers} run answers"
    return Part("ready", f"{who}; {waiting} wait.")
