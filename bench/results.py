"""Figures for people and for programs."""

import json
import platform
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from bench import loads
from bench.figures import Figure, log_bytes, times_limit
from bench.loads import ASKING, Load
from bench.measuring import Measured

DIRECTORY = Path(__file__).parent / "results"
THREE_DIGITS = 100
HEAD = (
    "| system | N | CPU s per million tokens | × limit | of it streaming | CPU ms per question "
    "| delay p50 / p99 ms | first p50 / p99 ms | post p50 / p99 ms | PSS MB | bytes |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)
GROWTH_HEAD = (
    "| system | content | tokens | CPU s per million tokens | of it streaming "
    "| bytes on the wire per 1,000 | bytes for the log per 1,000 |\n|---|---|---|---|---|---|---|"
)


def number(value: float) -> str:
    """Three digits or so."""
    return f"{value:,.0f}" if value >= THREE_DIGITS else f"{value:.3g}"


def progress(one: Measured) -> str:
    parts = ", ".join(f"{part} {seconds:.2f}" for part, seconds in one.cpu.items())
    load = one.load.label if one.load.rounds else f"{one.load.answers} idle"
    return f"{one.system} {load}: CPU {parts} s"


def table(measured: Sequence[Measured]) -> list[str]:
    """One line for each system and load: the medians of the repetitions."""
    asked = dict.fromkeys((o.system, o.load) for o in measured if _is_listed(o.load))
    return [HEAD, *(_row(measured, name, load) for name, load in asked)]


def growth(measured: Sequence[Measured]) -> list[str]:
    """What a token costs in a short answer and in a long one."""
    asked = dict.fromkeys((o.system, o.load) for o in measured if _grows(o.load))
    return [GROWTH_HEAD, *(_growth_row(measured, name, load) for name, load in asked)]


def keep(measured: Iterable[Measured], figures: Iterable[Figure]) -> Path:
    """Writes all of it to a file of its own."""
    DIRECTORY.mkdir(exist_ok=True)
    path = DIRECTORY / time.strftime("%Y%m%d-%H%M%S.json")
    content = {
        "python": platform.python_version(),
        "machine": platform.platform(),
        "measured": [one.as_json() for one in measured],
        "figures": [vars(one) for one in figures],
    }
    path.write_text(json.dumps(content, indent=1))
    return path


def cost_of_asking(measured: Iterable[Measured], system: str) -> float:
    """CPU seconds of one answer of one token; 0 where that was not measured."""
    costs = [one.cpu_per_answer for one in of(measured, system, ASKING)]
    return median(costs) if costs else 0.0


def streaming(measured: Sequence[Measured], same: Iterable[Measured]) -> list[float]:
    """CPU seconds per million tokens without what asking costs."""
    return [
        one.per_million
        - 1e6 * cost_of_asking(measured, one.system) * one.outcome.answers / one.outcome.tokens
        for one in same
    ]


def of(measured: Iterable[Measured], system: str, load: Load) -> list[Measured]:
    return [one for one in measured if (one.system, one.load) == (system, load)]


def _is_listed(load: Load) -> bool:
    return load.streams and not _grows(load)


def _grows(load: Load) -> bool:
    return load.content in loads.CONTENTS


def _row(measured: Sequence[Measured], system: str, load: Load) -> str:
    same = of(measured, system, load)
    ratios = [ratio for one in same if (ratio := times_limit(measured, one)) is not None]
    asking = cost_of_asking(measured, system)

    def middle(name: str) -> float:
        return float(median(getattr(one.outcome, name) for one in same))

    return _line(
        system,
        load.label,
        f"{median(one.per_million for one in same):.0f}",
        f"{median(ratios):.2f}" if ratios else "",
        f"{median(streaming(measured, same)):.0f}" if asking else "",
        f"{1000 * asking:.1f}",
        f"{middle('delay_p50'):.1f} / {middle('delay_p99'):.1f}",
        f"{middle('first_p50'):.1f} / {middle('first_p99'):.1f}",
        f"{middle('post_p50'):.1f} / {middle('post_p99'):.1f}",
        f"{median(one.pss for one in same):.0f}",
        f"{middle('wire'):,.0f}",
    )


def _growth_row(measured: Sequence[Measured], system: str, load: Load) -> str:
    same = of(measured, system, load)
    asking = cost_of_asking(measured, system)
    thousands = load.length / 1000
    return _line(
        system,
        load.content,
        f"{load.length:,}",
        number(median(one.per_million for one in same)),
        number(median(streaming(measured, same))) if asking else "",
        number(median(one.outcome.wire for one in same) / thousands),
        number(median(map(log_bytes, same)) / thousands),
    )


def _line(*columns: str) -> str:
    return f"| {' | '.join(columns)} |"
