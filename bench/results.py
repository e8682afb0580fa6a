"""Figures for people and for programs."""

import json
import platform
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from bench.measuring import ASKING, Load, Measured

DIRECTORY = Path(__file__).parent / "results"
HEAD = (
    "| system | N | CPU s per million tokens | × limit | of it streaming | CPU ms per question "
    "| delay p50 / p99 ms | first p50 / p99 ms | post p50 / p99 ms | PSS MB | bytes |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)


def progress(one: Measured) -> str:
    parts = ", ".join(f"{part} {seconds:.2f}" for part, seconds in one.cpu.items())
    load = f"{one.load.answers} × {one.load.length}" if one.load.rounds else "idle"
    return f"{one.system} {load}: CPU {parts} s"


def table(measured: Sequence[Measured]) -> str:
    """One line for each system and load: the medians of the repetitions."""
    asked = dict.fromkeys((o.system, o.load) for o in measured if o.load.streams)
    return "\n".join([HEAD, *(_row(measured, name, load) for name, load in asked)])


def keep(measured: Iterable[Measured]) -> Path:
    """Writes all of it to a file of its own."""
    DIRECTORY.mkdir(exist_ok=True)
    path = DIRECTORY / time.strftime("%Y%m%d-%H%M%S.json")
    machine = {"python": platform.python_version(), "machine": platform.platform()}
    content = {**machine, "measured": [one.as_json() for one in measured]}
    path.write_text(json.dumps(content, indent=1))
    return path


def cost_of_asking(measured: Iterable[Measured], system: str) -> float:
    """CPU seconds of one answer of one token; 0 where that was not measured."""
    costs = [o.total_cpu / o.outcome.answers for o in _of(measured, system, ASKING)]
    return median(costs) if costs else 0.0


def _of(measured: Iterable[Measured], system: str, load: Load) -> list[Measured]:
    return [one for one in measured if (one.system, one.load) == (system, load)]


def _row(measured: Sequence[Measured], system: str, load: Load) -> str:
    same = _of(measured, system, load)
    limits = _of(measured, "limit", load)
    ratios = [o.per_million / least.per_million for o, least in zip(same, limits, strict=False)]
    asking = cost_of_asking(measured, system)
    streaming = [o.per_million - asking * 1e6 * o.outcome.answers / o.outcome.tokens for o in same]

    def middle(name: str) -> float:
        return float(median(getattr(one.outcome, name) for one in same))

    columns = [
        system,
        f"{load.answers}",
        f"{median(one.per_million for one in same):.0f}",
        f"{median(ratios):.2f}" if ratios else "",
        f"{median(streaming):.0f}" if asking else "",
        f"{1000 * asking:.1f}",
        f"{middle('delay_p50'):.1f} / {middle('delay_p99'):.1f}",
        f"{middle('first_p50'):.1f} / {middle('first_p99'):.1f}",
        f"{middle('post_p50'):.1f} / {middle('post_p99'):.1f}",
        f"{median(one.pss for one in same):.0f}",
        f"{middle('wire'):,.0f}",
    ]
    return f"| {' | '.join(columns)} |"
