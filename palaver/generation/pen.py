"""The writing end of one live answer: what was received, and what the log has taken of it."""

import asyncio
from collections.abc import Callable

from palaver.generation.fence import Append
from palaver.generation.hints import Text
from palaver.generation.log import Claim


class Pen:
    """Collects deltas in memory until a tick offers them to the log.

    At most one offer is under way at a time; it is either taken by the log or put back.
    """

    def __init__(self, claim: Claim, wanted: Callable[["Pen"], None]) -> None:
        self.claim = claim
        self.lost = asyncio.Event()
        self.is_new = True  # the log has nothing of this run yet
        self._wanted = wanted
        self._length = claim.length
        self._reasoning_length = claim.reasoning_length
        self._text: list[str] = []
        self._reasoning: list[str] = []

    @property
    def has_news(self) -> bool:
        return bool(self._text or self._reasoning)

    @property
    def wrote_text(self) -> bool:
        return bool(self._length or self._text)

    def write(self, text: str, reasoning: str = "") -> None:
        """Takes a delta. Whoever reads at the pace of the ticks keeps this small."""
        if text:
            self._text.append(text)
        if reasoning:
            self._reasoning.append(reasoning)
        self._wanted(self)

    def offer(self) -> Append:
        self._text = ["".join(self._text)] if self._text else []
        self._reasoning = ["".join(self._reasoning)] if self._reasoning else []
        return Append(
            self.claim.generation_id,
            self.claim.epoch,
            self._length,
            self._text[0] if self._text else "",
            self._reasoning_length,
            self._reasoning[0] if self._reasoning else "",
        )

    def taken(self, offered: Append, committed_at: float = 0.0) -> Text:
        """The log has the offer; returns the hint that says so."""
        if offered.text:
            del self._text[0]
        if offered.reasoning:
            del self._reasoning[0]
        self._length, self._reasoning_length = offered.end, offered.reasoning_end
        self.is_new = self.is_new and not (offered.text or offered.reasoning)
        return Text(
            offered.generation_id,
            offered.epoch,
            offered.start,
            offered.text,
            offered.reasoning_start,
            offered.reasoning,
            committed_at,
        )

    def lose(self) -> None:
        """The fence refused: another epoch, a stop, an end. This run is over."""
        self.lost.set()
