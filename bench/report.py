"""The report of a run: the systems side by side, all loads, growth, which targets are met."""

from collections.abc import Sequence
from statistics import median

from bench import loads, results
from bench.figures import times_limit
from bench.measuring import Measured
from bench.parts import Run
from bench.results import number
from bench.targets import Verdict

AT = 100  # answers at once, of which delays and memory are shown
TARGETS_HEAD = "| target | system | measured | at most | |\n|---|---|---|---|---|"


def report(run: Run, verdicts: Sequence[Verdict]) -> str:
    """In Markdown; `versions` goes before it where it is kept."""
    numbers = [load.answers for load in run.answers]
    sections = {
        "CPU seconds per million tokens: all, as a ratio to the limit, and of it streaming": (
            _systems(run.measured, numbers)
        ),
        "All loads": results.table(run.measured),
        "Growth": results.growth(run.measured),
        "Targets": [TARGETS_HEAD, *map(_verdict, verdicts)],
    }
    return "\n\n".join(
        "\n".join([f"## {name}\n", *lines]) for name, lines in sections.items() if len(lines) > 1
    )


def _verdict(one: Verdict) -> str:
    if one.value is None:
        measured, said = "", "not measured"
    else:
        measured = number(one.value)
        said = "MISSED" if one.is_missed else "met" if one.bound is not None else ""
    bound = "" if one.bound is None else number(one.bound)
    return f"| {one.target.what} | {one.system} | {measured} | {bound} | {said} |"


def _systems(measured: Sequence[Measured], numbers: Sequence[int]) -> list[str]:
    columns = [f"N = {number}" for number in numbers]
    last = f"N = {AT}: first token p50, delay p99, memory | bytes on the wire"
    names = dict.fromkeys(o.system for o in measured if o.load == loads.at_once(o.load.answers))
    head = f"| | {' | '.join(columns)} | {last} |\n|---|{'---|' * (len(columns) + 2)}"
    return [head, *(_system(measured, name, numbers) for name in names)]


def _system(measured: Sequence[Measured], system: str, numbers: Sequence[int]) -> str:
    same = {n: results.of(measured, system, loads.at_once(n)) for n in [*numbers, AT]}
    columns = [*(_cpu(measured, same[n]) for n in numbers), *_rest(same[AT])]
    return f"| {system} | {' | '.join(columns)} |"


def _cpu(measured: Sequence[Measured], same: Sequence[Measured]) -> str:
    if not same:
        return ""
    ratios = [ratio for one in same if (ratio := times_limit(measured, one)) is not None]
    words = [f"{median(one.per_million for one in same):.0f}"]
    words += [f"{median(ratios):.2f} ×"] if ratios else []
    if results.cost_of_asking(measured, same[0].system):
        words.append(f"{median(results.streaming(measured, same)):.0f}")
    return " / ".join(words)


def _rest(same: Sequence[Measured]) -> tuple[str, str]:
    if not same:
        return "", ""
    first, delay = (
        median(getattr(one.outcome, name) for one in same) for name in ("first_p50", "delay_p99")
    )
    memory = median(one.pss for one in same)
    wire = median(one.outcome.wire for one in same)
    return f"{first:.0f} ms, {delay:.0f} ms, {memory:.0f} MB", f"{wire:,.0f}"
