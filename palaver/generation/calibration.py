"""By how much an estimate of tokens is wrong for a model: by what was counted of its prompts."""

from collections.abc import Iterable, Sequence

from palaver.generation.context import CALIBRATED_MARGIN, MARGIN, Entry
from palaver.generation.path import Step
from palaver.generation.tokens import tokens

LOWEST_RATIO, HIGHEST_RATIO = 0.5, 3.0  # of what is counted to what was estimated
LONGEST_SAMPLE = 100_000  # characters


class NotCounted(Exception):
    """A prompt may be too long, and no part of it was counted yet; `sample` is its end."""

    def __init__(self, sample: str) -> None:
        super().__init__(len(sample))
        self.sample = sample

    def ratio(self, counted: int | None) -> float | None:
        """Of these tokens, which somebody counted in the sample, to the estimate."""
        return counted / tokens(self.sample) if counted else None


def ratio_of(steps: Sequence[Step], model: str) -> float | None:
    """What this model's provider counted of its newest prompt on this path, to the estimate."""
    for step in reversed(steps):
        if step.model == model and step.prompt_tokens and step.prompt_estimate:
            return step.prompt_tokens / step.prompt_estimate
    return None


def correction(ratio: float | None) -> float:
    """What an estimate is to be multiplied by."""
    if ratio is None:
        return MARGIN
    return CALIBRATED_MARGIN * min(max(ratio, LOWEST_RATIO), HIGHEST_RATIO)


def may_be_too_long(size: float, room: float) -> bool:
    return HIGHEST_RATIO * size > room


def sample(entries: Iterable[Entry]) -> str:
    return "\n".join(entry.turn.content for entry in entries)[-LONGEST_SAMPLE:]
