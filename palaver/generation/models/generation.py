"""One run of a model that fills one message."""

from typing import Any, Self

from django.db import models
from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Q
from django.utils.translation import gettext_lazy as _

from palaver.chats.models import Chat, Message
from palaver.generation.clock import NOW
from palaver.generation.models.again import Again
from palaver.generation.models.asking import Asking
from palaver.generation.models.live import IsLive
from palaver.generation.models.outcome import LIVE, Status

TAKEOVERS_WITHOUT_TEXT = 3
TAKEOVER_WITH_TEXT = TAKEOVERS_WITHOUT_TEXT + 1  # what the only one counts, whatever came before


class GenerationQuerySet(Asking):
    def visible_to(self, user: Any) -> Self:
        return self.filter(message__in=Message.objects.visible_to(user))

    def owned_by(self, user: Any) -> Self:
        return self.filter(message__chat__owner=user)

    def in_chat(self, chat: Chat) -> Self:
        return self.filter(message__chat=chat)

    def stop(self) -> None:
        for generation in self.live():
            generation.stop()

    def claimable(self) -> Self:
        """Waiting for a runner, or left behind by one whose lease ran out."""
        return self.filter(Q(status=Status.QUEUED) | (self._left_behind() & self._not_too_often()))

    def abandoned(self) -> Self:
        """Left behind once too often: to be interrupted, not claimed again."""
        return self.filter(self._left_behind()).exclude(self._not_too_often())

    def waiting(self) -> tuple[int, float]:
        """How many wait for a runner, and for how many seconds the first of them has."""
        age = ExpressionWrapper(NOW - F("queued_at"), DurationField())
        queued = self.filter(status=Status.QUEUED)
        found = queued.aggregate(number=Count("pk"), longest=Max(age))
        return found["number"], max(0.0, found["longest"].total_seconds()) if found["number"] else 0

    @staticmethod
    def _left_behind() -> Q:
        return Q(status=Status.RUNNING, lease_until__lt=NOW)

    @staticmethod
    def _not_too_often() -> Q:
        without_text = Q(length=0, takeovers__lt=TAKEOVERS_WITHOUT_TEXT)
        return without_text | Q(length__gt=0, takeovers__lt=TAKEOVER_WITH_TEXT)


class Generation(Again):
    objects = GenerationQuerySet.as_manager()

    class Meta:
        verbose_name = _("generation")
        verbose_name_plural = _("generations")
        indexes = [
            models.Index(
                fields=["status", "lease_until"],
                condition=Q(status__in=LIVE),
                name="live_generations",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.status}, epoch {self.epoch}"


Generation._meta.get_field("status").register_lookup(IsLive)
