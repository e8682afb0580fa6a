"""A runner's hand on the log, without the runner."""

from collections.abc import Collection
from dataclasses import replace

from palaver.generation import log, reaper
from palaver.generation.fence import Append
from palaver.generation.log import Claim
from palaver.generation.models import Generation, Outcome, Status

DONE = Outcome(Status.DONE)


def claimed(generation: Generation) -> Claim:
    claim = log.claim(generation.pk)
    assert claim is not None
    return claim


def write(claim: Claim, *texts: str) -> Claim:
    """Appends the texts one after the other; returns the claim with the positions reached."""
    for text in texts:
        assert log.append([append(claim, text)]) == {claim.generation_id}
        claim = moved(claim, text)
    return claim


def think(claim: Claim, *texts: str) -> Claim:
    for text in texts:
        assert log.append([append(claim, "", text)]) == {claim.generation_id}
        claim = moved(claim, "", text)
    return claim


def append(claim: Claim, text: str = "", reasoning: str = "") -> Append:
    start, reasoning_start = claim.length, claim.reasoning_length
    return Append(claim.generation_id, claim.epoch, start, text, reasoning_start, reasoning)


def finish(claim: Claim, text: str = "", outcome: Outcome = DONE) -> bool:
    return log.finish(append(claim, text), outcome)


def moved(claim: Claim, text: str = "", reasoning: str = "") -> Claim:
    length, reasoning_length = claim.length + len(text), claim.reasoning_length + len(reasoning)
    return replace(claim, length=length, reasoning_length=reasoning_length)


def text_of(generation: Generation) -> str:
    """The answer as the log holds it."""
    return log.read(generation.pk).text


def run_out(generation: Generation) -> None:
    """Lets the lease run out, as if its runner had been silent for too long."""
    Generation.objects.filter(pk=generation.pk).update(lease_until="2000-01-01 00:00:00Z")


def sweep(running: Collection[int] = ()) -> list[int]:
    """One round of the reaper: the hopeless are interrupted, the claimable returned."""
    return reaper._sweep(running)
