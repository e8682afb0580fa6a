"""What each fault did to the answers that it met."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.chaos.judge import Delay, Verdict, delays
from tests.chaos.load import Question
from tests.chaos.storm import Injected

HEADINGS = "fault", "times", "answers", "lost", "garbled", "stuck", "p99 delay"
ROW = "{:<34} {:>6} {:>8} {:>6} {:>8} {:>6} {:>10}"
IN_FLIGHT = 0.3  # seconds; what was sent so long before a fault may not have been seen yet
AFTERMATH = 1.0  # seconds


@dataclass(frozen=True)
class Row:
    fault: str
    times: int
    answers: int
    verdict: Verdict
    stuck: int
    p99: float | None  # seconds

    def __str__(self) -> str:
        delay = "-" if self.p99 is None else f"{self.p99:.2f} s"
        lost, garbled = self.verdict.lost, self.verdict.garbled
        return ROW.format(self.fault, self.times, self.answers, lost, garbled, self.stuck, delay)


class Table:
    def __init__(
        self,
        asked: Sequence[Question],
        verdicts: Mapping[str, Verdict],
        injected: Sequence[Injected],
        requests: Iterable[dict[str, Any]],
    ) -> None:
        self._asked = asked
        self._verdicts = verdicts
        self._injected = injected
        self._delays = sorted(_all_delays(asked, requests), key=lambda delay: delay.sent_at)
        self.total = self._row("All", len(injected), asked, self._delays)

    @property
    def is_clean(self) -> bool:
        return bool(self._asked) and self.total.verdict == Verdict() and not self.total.stuck

    def __str__(self) -> str:
        rows = [*self._rows(), self._calm(), self.total]
        return "\n".join([ROW.format(*HEADINGS), *map(str, rows)])

    def _rows(self) -> Iterator[Row]:
        by_fault: defaultdict[str, list[Injected]] = defaultdict(list)
        for one in self._injected:
            by_fault[one.fault.name].append(one)
        for name, times in sorted(by_fault.items()):
            met = [question for question in self._asked if _is_met(question, times)]
            late = [delay for delay in self._delays if _is_during(delay, times)]
            yield self._row(name, len(times), met, late)

    def _calm(self) -> Row:
        calm = [delay for delay in self._delays if not _is_during(delay, self._injected)]
        met = [question for question in self._asked if not _is_met(question, self._injected)]
        return self._row("None", 0, met, calm)

    def _row(
        self, fault: str, times: int, questions: Sequence[Question], late: Sequence[Delay]
    ) -> Row:
        verdicts = (self._verdicts[question.client_id] for question in questions)
        stuck = sum(question.is_stuck for question in questions)
        return Row(fault, times, len(questions), sum(verdicts, Verdict()), stuck, _p99(late))


def _all_delays(asked: Sequence[Question], requests: Iterable[dict[str, Any]]) -> Iterator[Delay]:
    by_question: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for request in requests:
        for message in request["messages"]:
            by_question[message["content"]].append(request)
    for question in asked:
        yield from delays(question, by_question[question.text])


def _is_met(question: Question, times: Sequence[Injected]) -> bool:
    return any(
        question.asked_at < one.ended + AFTERMATH and one.begun < question.ended_at for one in times
    )


def _is_during(delay: Delay, times: Sequence[Injected]) -> bool:
    return any(one.begun - IN_FLIGHT < delay.sent_at < one.ended + AFTERMATH for one in times)


def _p99(late: Sequence[Delay]) -> float | None:
    ordered = sorted(delay.seconds for delay in late)
    return ordered[int(len(ordered) * 0.99)] if ordered else None
