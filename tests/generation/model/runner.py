"""A runner of the simulation: a real pen over the real log, and death at any point."""

from collections.abc import Callable

from palaver.generation import log
from palaver.generation.fence import Append
from palaver.generation.hints import Hint, Moved
from palaver.generation.log import Claim
from palaver.generation.models import Outcome, Status
from palaver.generation.pen import Pen
from tests.generation.model.script import script

Publish = Callable[[Hint], None]


class Runner:
    """Writes the script of its epoch after whatever was there when it claimed the answer."""

    def __init__(self, claim: Claim, seed: int, publish: Publish) -> None:
        self.claim = claim
        self.is_dead = False
        self._pen = Pen(claim, lambda _: None)
        self._left = script(seed, claim.epoch)
        self._thoughts = "" if claim.length else f"thought ⟦{claim.epoch}.0⟧ "
        self._publish = publish

    @property
    def has_more(self) -> bool:
        return bool(self._left)

    def receive(self, characters: int) -> None:
        """Something comes from the provider."""
        text, self._left = self._left[:characters], self._left[characters:]
        thoughts, self._thoughts = self._thoughts, ""
        self._pen.write(text, thoughts)

    def append(self, *, dies: str = "", hears: bool = True) -> None:
        """One tick. It may die before the commit, or between the commit and the hint; or live on
        without hearing that the commit succeeded."""
        offered = self._pen.offer()
        if dies == "before" or not log.append([offered]) or dies:
            self.is_dead = True
        elif hears:
            self._said(offered)

    def finish(self, outcome: Status, *, dies: str = "") -> None:
        offered = self._pen.offer()
        self.is_dead = True
        if dies != "before" and log.finish(offered, Outcome(outcome)) and not dies:
            self._publish(Moved(self.claim.generation_id))

    def release(self) -> None:
        self.append()
        if not self.is_dead:
            log.release(self.claim)
        self.is_dead = True

    def _said(self, offered: Append) -> None:
        hint = self._pen.taken(offered)
        if hint.text or hint.reasoning:
            self._publish(hint)
