"""What became of the answers: against the script, the log and every reader, byte by byte."""

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from palaver.markdown import render
from tests.chaos.load import RATE, Question, View
from tests.faults.comparing import assert_prefixes
from tests.provider.script import script_tokens

MOMENTS = 12  # of each reader that are looked at closely


@dataclass(frozen=True)
class Verdict:
    """Characters of one answer, or of all that a fault met."""

    lost: int = 0
    garbled: int = 0

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(self.lost + other.lost, self.garbled + other.garbled)


@dataclass(frozen=True)
class Delay:
    """A token was sent by the provider for the first time, and seen so many seconds later."""

    sent_at: float
    seconds: float


class Judge:
    """Called with each question that is over; `verdicts` are by client id."""

    def __init__(self, rng: random.Random) -> None:
        self.verdicts: dict[str, Verdict] = {}
        self.reasons: list[str] = []
        self._rng = rng

    def __call__(self, question: Question) -> None:
        verdict = _differences(question)
        for view in question.views:
            verdict += self._moments(view, question.script)
            view.moments.clear()
        self.verdicts[question.client_id] = verdict
        if verdict != Verdict() or question.is_stuck:
            self.reasons.append(_reason(question, verdict))

    def _moments(self, view: View, script: str) -> Verdict:
        """At each moment a reader saw the beginning of the script, and no more."""
        chosen = self._rng.sample(view.moments, min(MOMENTS, len(view.moments)))
        view.moments = [*chosen, *view.moments[-1:]]
        try:
            assert_prefixes(view, script)
        except AssertionError:
            return Verdict(garbled=len(view.html))
        return Verdict()


def delays(question: Question, requests: Sequence[dict[str, Any]]) -> Iterator[Delay]:
    """Of every token and every reader; `requests` are the provider's records of this question."""
    tokens = script_tokens(question.seed, question.tokens)
    ends = list(accumulate(len(token) for token in tokens))
    sent = [_sent_at(number, ends, requests) for number in range(len(ends))]
    for view in question.views:
        seen = 0
        for sight in view.sights:
            shown = bisect_right(ends, sight.position)
            for at in sent[seen:shown]:
                if at is not None:
                    yield Delay(at, sight.at - at)
            seen = max(seen, shown)


def _sent_at(number: int, ends: list[int], requests: Sequence[dict[str, Any]]) -> float | None:
    for request in requests:
        start = bisect_right(ends, len(request["partial"]))
        if request["began"] and start <= number < start + request["sent"]:
            return float(request["began"]) + (number - start) / RATE
    return None


def _differences(question: Question) -> Verdict:
    stored = question.stored
    assert stored
    if question.is_stuck:  # what is not there yet is neither lost nor garbled
        return _compare(stored.text, question.script[: len(stored.text)])
    verdict = _compare(stored.text, question.script) + _compare(stored.html, render(stored.text))
    for view in question.views:
        verdict += _compare(view.html, stored.html)
        verdict += _compare(view.reasoning, stored.reasoning)
    return verdict


def _compare(found: str, wanted: str) -> Verdict:
    pairs = enumerate(zip(found, wanted, strict=False))
    same = next((n for n, (a, b) in pairs if a != b), min(len(found), len(wanted)))
    return Verdict(max(0, len(wanted) - len(found)), len(found) - same)


def _reason(question: Question, verdict: Verdict) -> str:
    stored = question.stored
    assert stored
    views = ", ".join(f"{view.status or 'live'} at {view.position}" for view in question.views)
    return (
        f"{question.message_id} ({question.model}): {verdict}, stuck: {question.is_stuck};"
        f" stored: {stored.status} {stored.error_kind}, epoch {stored.epoch},"
        f" {len(stored.text)} of {len(question.script)} characters; shown: {views}"
    )
