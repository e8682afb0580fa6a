"""The log: the only place where the text of a live answer is written, and read back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, IntegerField, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from palaver.chats.models import Message
from palaver.generation import fence
from palaver.generation.clock import NOW
from palaver.generation.fence import Append, already_written, pass_through
from palaver.generation.models import Generation, Outcome, Status
from palaver.generation.models.generation import TAKEOVER_WITH_TEXT

READ_ATTEMPTS = 5

_TAKEN_OVER = Case(
    When(length=0, then=F("takeovers") + 1),
    default=TAKEOVER_WITH_TEXT,
    output_field=IntegerField(),
)


class LogOutOfStep(Exception):
    """The log moved too fast to be read consistently; the next position check tries again."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to write one answer: its epoch, and the positions the log stood at."""

    generation_id: int
    epoch: int
    length: int
    reasoning_length: int
    generation: Generation = field(compare=False, repr=False)  # its row, message and chat, then


@dataclass(frozen=True, slots=True)
class Reading:
    """What the log holds of one answer from a position on."""

    generation: Generation
    start: int
    text: str
    reasoning_start: int
    reasoning: str


def claim(generation_id: int) -> Claim | None:
    """Takes a waiting or left-behind generation: a new epoch and a lease, or None."""
    with transaction.atomic():
        queued = Generation.objects.filter(pk=generation_id, status=Status.QUEUED)
        left_behind = Generation.objects.claimable().filter(pk=generation_id)
        if not (_take(queued, F("takeovers")) or _take(left_behind, _TAKEN_OVER)):
            return None
        taken = Generation.objects.select_related("message__chat").get(pk=generation_id)
        if taken.reasoning_length and not taken.length:
            _forget_reasoning(taken)
    return Claim(taken.pk, taken.epoch, taken.length, taken.reasoning_length, taken)


def append(offered: Sequence[Append], again: bool = False) -> set[int]:
    """One tick: all new text of a process in one transaction; the ids that were accepted.

    `again`: an earlier attempt failed, though its commit may have succeeded unheard.
    """
    accepted = pass_through(offered)
    return accepted | already_written(offered) if again else accepted


def finish(last: Append, outcome: Outcome, again: bool = False) -> bool:
    """The last append and the end, in one transaction; False where the lease is gone."""
    with transaction.atomic():
        accepted = append([last])
        if accepted:
            ending = Generation.objects.select_related("message__chat")
            ending.get(pk=last.generation_id).end(outcome)
    return bool(accepted or (again and already_written([last], outcome.status)))


def release(claimed: Claim) -> bool:
    """Hands a running answer back, to be continued by whoever claims it next."""
    running = Generation.objects.filter(
        pk=claimed.generation_id, epoch=claimed.epoch, status=Status.RUNNING
    )
    return bool(running.update(status=Status.QUEUED, lease_until=None, queued_at=NOW))


def read(generation_id: int, start: int = 0, reasoning_start: int = 0) -> Reading:
    """The answer's row and its text from a position on, consistent with each other.

    A start beyond the log reads from 0 (I8). Raises Generation.DoesNotExist, LogOutOfStep.
    """
    for _ in range(READ_ATTEMPTS):
        reading = _read_once(generation_id, start, reasoning_start)
        if reading is not None:
            return reading
    raise LogOutOfStep(f"generation {generation_id}")


def _take(waiting: QuerySet[Generation], takeovers: Any) -> int:
    return waiting.update(
        status=Status.RUNNING,
        epoch=F("epoch") + 1,
        lease_until=NOW + timedelta(seconds=fence.LEASE),
        takeovers=takeovers,
        started_at=Coalesce("started_at", timezone.now()),
    )


def _forget_reasoning(taken: Generation) -> None:
    # Thoughts without an answer cannot be continued: this epoch begins at 0.
    taken.chunks.all().delete()
    Message.objects.filter(pk=taken.message_id).update(reasoning="")
    taken.first_epoch, taken.reasoning_length = taken.epoch, 0
    taken.save(update_fields=["first_epoch", "reasoning_length"])


def _read_once(generation_id: int, start: int, reasoning_start: int) -> Reading | None:
    # Not the message, which and the generation would hold each other, and maybe megabytes.
    stored = Generation.objects.annotate(said=F("message__text"), thought=F("message__reasoning"))
    generation: Any = stored.get(pk=generation_id)
    if start > generation.length or reasoning_start > generation.reasoning_length:
        start = reasoning_start = 0
    text, reasoning = _whole_text(generation)
    # Between the two queries an end may have folded the chunks, or a retry removed them.
    if len(text) < generation.length or len(reasoning) < generation.reasoning_length:
        return None
    return Reading(
        generation,
        start,
        text[start : generation.length],
        reasoning_start,
        reasoning[reasoning_start : generation.reasoning_length],
    )


def _whole_text(generation: Any) -> tuple[str, str]:
    rows = _rows(generation)
    return (
        generation.said + "".join(text for text, _ in rows),
        generation.thought + "".join(reasoning for _, reasoning in rows),
    )


def _rows(generation: Generation) -> list[tuple[str, str]]:
    """The chunks, where there can be any: an end folds them into the message."""
    if not (generation.is_live and generation.has_begun):
        return []
    chunks: Any = generation.chunks.filter(epoch__lte=generation.epoch)
    return list(chunks.order_by("start", "reasoning_start").values_list("text", "reasoning"))
