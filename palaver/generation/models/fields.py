"""The columns of a generation, and what can be told from them."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palaver.chats.models import Message
from palaver.generation.models.outcome import CUT_SHORT, LIVE, Status


class Fields(models.Model):
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="generation")
    model = models.CharField(max_length=200)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.QUEUED)
    epoch = models.PositiveIntegerField(default=0)
    first_epoch = models.PositiveIntegerField(
        default=1, help_text=_("The epoch whose text begins at 0; later ones continue it.")
    )
    length = models.PositiveIntegerField(default=0)
    reasoning_length = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    takeovers = models.PositiveSmallIntegerField(default=0)
    error_kind = models.CharField(max_length=30, blank=True)
    error_text = models.TextField(blank=True)
    may_retry = models.BooleanField(default=True)
    may_continue = models.BooleanField(default=True)
    prompt_tokens = models.PositiveIntegerField(null=True)
    completion_tokens = models.PositiveIntegerField(null=True)
    reasoning_tokens = models.PositiveIntegerField(null=True)
    prompt_estimate = models.PositiveIntegerField(
        null=True, help_text=_("Tokens of the prompt as they were estimated before it was sent.")
    )
    left_out = models.PositiveIntegerField(
        default=0, db_default=0, help_text=_("Messages of the path that the prompt lacked.")
    )
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    thought_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    cursor = ""  # what the page shows of a live answer; set where one is shown

    class Meta:
        abstract = True

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def has_begun(self) -> bool:
        return bool(self.length or self.reasoning_length)

    @property
    def has_notice(self) -> bool:
        """Whether the page has something to say of how it ended."""
        well = self.status == Status.DONE and not (self.error_kind or self.error_text)
        return not (self.is_live or well)

    @property
    def model_name(self) -> str:
        return self.model.partition("/")[2] or self.model

    @property
    def can_continue(self) -> bool:
        cut_short = self.status in CUT_SHORT or self.error_kind == "length"
        return self.may_continue and self.length > 0 and cut_short

    @property
    def tokens(self) -> int | None:
        return self.completion_tokens

    @property
    def seconds(self) -> float | None:
        return _seconds(self.started_at, self.finished_at)

    @property
    def reasoning_seconds(self) -> float | None:
        return _seconds(self.started_at, self.thought_until)


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    return (end - start).total_seconds() if start and end else None
