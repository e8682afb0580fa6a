"""Figures for people and for programs."""

import json
import platform
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from bench.measuring import Measured

DIRECTORY = Path(__file__).parent / "results"
HEAD = (
    "| system | N | CPU s per million tokens | × limit | delay p50 / p99 ms | first p50 ms "
    "| post p50 / p99 ms | PSS MB | bytes |\n|---|---|---|---|---|---|---|---|---|"
)


def row(measured: Sequence[Measured]) -> str:
    """The last measurement, beside the limit of the same load and repetition."""
    return _row([measured[-1]], [_ratio(measured, len(measured) - 1)])


def table(measured: Sequence[Measured]) -> str:
    """One line for each system and load: the medians of the repetitions."""
    lines = [HEAD]
    for name, load in dict.fromkeys((one.system, one.load) for one in measured):
        places = [i for i, o in enumerate(measured) if (o.system, o.load) == (name, load)]
        ratios = [_ratio(measured, place) for place in places]
        lines.append(_row([measured[place] for place in places], ratios))
    return "\n".join(lines)


def keep(measured: Iterable[Measured]) -> Path:
    """Writes all of it to a file of its own."""
    DIRECTORY.mkdir(exist_ok=True)
    path = DIRECTORY / time.strftime("%Y%m%d-%H%M%S.json")
    machine = {"python": platform.python_version(), "machine": platform.platform()}
    content = {**machine, "measured": [one.as_json() for one in measured]}
    path.write_text(json.dumps(content, indent=1))
    return path


def _ratio(measured: Sequence[Measured], place: int) -> float:
    """To the last limit before it of the same load; 0 where there is none."""
    one = measured[place]
    limits = [m for m in measured[: place + 1] if (m.system, m.load) == ("limit", one.load)]
    return one.per_million / limits[-1].per_million if limits else 0.0


def _row(same: Sequence[Measured], ratios: Sequence[float]) -> str:
    outcomes = [one.outcome for one in same]

    def middle(name: str) -> float:
        return float(median(getattr(outcome, name) for outcome in outcomes))

    columns = [
        same[0].system,
        f"{same[0].load.answers}",
        f"{median(one.per_million for one in same):.0f}",
        f"{median(ratios):.2f}" if any(ratios) else "",
        f"{middle('delay_p50'):.1f} / {middle('delay_p99'):.1f}",
        f"{middle('first_p50'):.1f}",
        f"{middle('post_p50'):.1f} / {middle('post_p99'):.1f}",
        f"{median(one.pss for one in same):.0f}",
        f"{middle('wire'):,.0f}",
    ]
    return f"| {' | '.join(columns)} |"
