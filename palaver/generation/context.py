"""Fits what was said into a model's window: the oldest exchanges are left out first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from palaver.generation.tokens import OF_A_TURN
from palaver.llm import Model, Turn

ANSWER = 4_096  # tokens that are kept free for an answer whose length nobody limited
THOUGHTS = 16_384  # tokens, where the model thinks first
LARGEST_SHARE = 4  # that part of the window at most
MARGIN = 1.1  # by which an estimate may be too low
CALIBRATED_MARGIN = 1.03


class DoesNotFit(Exception):
    """The newest question alone is longer than the model can read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A turn of the prompt and its estimated tokens; `stays` where it holds an attachment."""

    turn: Turn
    tokens: float
    stays: bool = False


Exchange = Sequence[Entry]  # a question and what answered it


def room(model: Model, most_for_answer: int | None) -> int | None:
    """Tokens that a prompt may have, None where nobody knows."""
    if model.window is None:
        return None
    share = model.window // LARGEST_SHARE
    usual = min(THOUGHTS if model.reasons else ANSWER, model.longest_answer or share, share)
    answer = usual if most_for_answer is None else min(most_for_answer, model.window // 2)
    return model.window - answer


def fit(entries: Sequence[Entry], most: float) -> list[Entry]:
    """The entries that have at most so many tokens together, in their order.

    The newest exchange is always among them, then those with attachments, then the newest others
    without a gap. Raises DoesNotFit where the newest alone is too long.
    """
    if not entries:
        return []
    exchanges = list(_exchanges(entries))
    left = most - size(exchanges[-1])
    if left < 0:
        raise DoesNotFit
    kept = {len(exchanges) - 1}
    for number in _in_order_of_importance(exchanges):
        stays = _stays(exchanges[number])
        if size(exchanges[number]) <= left:
            kept.add(number)
            left -= size(exchanges[number])
        elif not stays:
            break
    return [entry for number in sorted(kept) for entry in exchanges[number]]


def size(entries: Iterable[Entry]) -> float:
    return sum(OF_A_TURN + entry.tokens for entry in entries)


def _in_order_of_importance(exchanges: Sequence[Exchange]) -> list[int]:
    """The numbers of all exchanges but the newest; of equal ones the newer comes first."""
    older = range(len(exchanges) - 2, -1, -1)
    return sorted(older, key=lambda number: not _stays(exchanges[number]))


def _stays(exchange: Exchange) -> bool:
    return any(entry.stays for entry in exchange)


def _exchanges(entries: Sequence[Entry]) -> Iterable[Exchange]:
    """Cut before each question, so that no answer is left without its own."""
    starts = [n for n, entry in enumerate(entries) if n == 0 or entry.turn.role != "assistant"]
    return (
        entries[start:end] for start, end in zip(starts, [*starts[1:], len(entries)], strict=True)
    )
