"""How a run ended, and the statuses it can be in."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Failed")
    INTERRUPTED = "interrupted", _("Interrupted")


LIVE = (Status.QUEUED, Status.RUNNING)
FINAL = (Status.DONE, Status.STOPPED, Status.FAILED, Status.INTERRUPTED)
CUT_SHORT = (Status.STOPPED, Status.FAILED, Status.INTERRUPTED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A final status with the columns that belong to it."""

    status: Status
    error_kind: str = ""
    error_text: str = ""
    may_retry: bool = True
    may_continue: bool = True
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    reasoning_tokens: int | None = None
    prompt_estimate: int | None = None
    thought_until: datetime | None = None

    def columns(self) -> dict[str, Any]:
        return asdict(self)
