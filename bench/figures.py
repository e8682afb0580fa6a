"""What was measured, in the words of the targets: each figure once for each repetition."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from bench import loads
from bench.loads import Load
from bench.measuring import Measured

CPU = "CPU per token at N = {}, × limit"
DELAY_P50, DELAY_P99 = (f"delay of a token at N = {{}}, {part}, ms" for part in ("p50", "p99"))
FIRST = "first token after the post at N = {}, p50, ms"
MEMORY = "memory at N = {}, MB (scaled out: the largest process)"
WIRE = "bytes on the wire per 300-token answer at N = {}"
GROWTH = "32,000 tokens ÷ 1,000, {content}: {cost}"
CROWD_WRONG = "300 answers at once: wrong or lost"
CROWD_P99 = "300 answers at once: delay of a token, p99, ms"
IDLE_MEMORY = "memory per 1,000 idle sockets, MB"
SENDING_FAILED = "100 people send within a second: failed"
SENDING_P99 = "100 people send within a second: the post, p99, ms"
SLOW_P99 = "delay of the others when 1 of 5 reads slowly at N = 100, p99, × without"
PALAVER = ("web", "worker")  # its own processes, beside those of its services


@dataclass(frozen=True)
class Figure:
    """One value of one system, in one repetition."""

    what: str
    system: str
    value: float


def middle(figures: Iterable[Figure], what: str, system: str) -> float | None:
    """The median of the repetitions; None where there was none."""
    values = [one.value for one in figures if (one.what, one.system) == (what, system)]
    return median(values) if values else None


def of(measured: Sequence[Measured]) -> Iterator[Figure]:
    """All that can be told from these measurements."""
    for one in measured:
        for what, value in _figures(one, measured):
            yield Figure(what, one.system, value)


def same(measured: Iterable[Measured], one: Measured, *, system: str = "", load: Load) -> Measured:
    """The measurement of the same repetition, of another load or another system."""
    wanted = (system or one.system, load, one.repetition)
    return next(m for m in measured if (m.system, m.load, m.repetition) == wanted)


def times_limit(measured: Iterable[Measured], one: Measured) -> float | None:
    """The CPU of a token, as a ratio to that of the limit in the same repetition."""
    try:
        least = same(measured, one, system="limit", load=one.load)
    except StopIteration:
        return None
    return one.per_million / least.per_million


def log_bytes(one: Measured) -> float:
    """What one answer had its database write; of SQLite, what the process wrote to no socket."""
    if "postgresql WAL bytes" in one.counters:
        return one.counters["postgresql WAL bytes"] / one.outcome.answers
    return one.counters["bytes written"] / one.outcome.answers - one.outcome.wire


def _figures(one: Measured, measured: Sequence[Measured]) -> Iterator[tuple[str, float]]:
    if one.load == loads.at_once(one.load.answers):
        yield from _of_answers(one, times_limit(measured, one))
    elif one.load == loads.long(one.load.content):
        yield from _of_growth(one, same(measured, one, load=loads.short(one.load.content)))
    elif one.load == loads.IDLE:
        yield IDLE_MEMORY, 1000 * memory_of_a_socket(one)
    elif one.load == loads.CROWD:
        yield CROWD_WRONG, len(one.outcome.faults)
        yield CROWD_P99, one.outcome.delay_p99
    elif one.load == loads.SENDING:
        yield SENDING_FAILED, len(one.outcome.faults)
        yield SENDING_P99, one.outcome.post_p99
    elif one.load == loads.SLOW:
        yield from _of_slow_readers(one, measured)


def _of_answers(one: Measured, ratio: float | None) -> Iterator[tuple[str, float]]:
    number, outcome = one.load.answers, one.outcome
    if ratio is not None:
        yield CPU.format(number), ratio
    yield DELAY_P50.format(number), outcome.delay_p50
    yield DELAY_P99.format(number), outcome.delay_p99
    yield FIRST.format(number), outcome.first_p50
    yield WIRE.format(number), outcome.wire
    own = [memory.pss for part, memory in one.memory.items() if _is_own(part)]
    yield MEMORY.format(number), max(own, default=one.pss)


def _of_growth(long: Measured, short: Measured) -> Iterator[tuple[str, float]]:
    ratios = {
        "CPU": long.cpu_per_answer / short.cpu_per_answer,
        "bytes on the wire": long.outcome.wire / short.outcome.wire,
        "bytes for the log": log_bytes(long) / log_bytes(short),
    }
    for cost, ratio in ratios.items():
        yield GROWTH.format(content=long.load.content, cost=cost), ratio


def _of_slow_readers(one: Measured, measured: Sequence[Measured]) -> Iterator[tuple[str, float]]:
    try:
        without = same(measured, one, load=loads.at_once(one.load.answers))
    except StopIteration:
        return
    yield SLOW_P99, one.outcome.delay_p99 / without.outcome.delay_p99


def memory_of_a_socket(one: Measured) -> float:
    """Megabytes of the web processes for each page that is open."""
    webs = [part for part in one.memory if part.startswith("web")]
    more = sum(one.memory[part].pss - one.memory_before[part].pss for part in webs)
    return more / one.load.answers


def _is_own(part: str) -> bool:
    return part.partition(" ")[0] in PALAVER
