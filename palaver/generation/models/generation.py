"""One run of a model that fills one message."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Q
from django.utils.translation import gettext_lazy as _

from palaver.chats import sidebar
from palaver.chats.models import Chat, Message
from palaver.generation.bus import announce
from palaver.generation.clock import NOW
from palaver.generation.hints import ChatMoved, Queued
from palaver.generation.models.again import Again
from palaver.generation.models.outcome import LIVE, Status

TAKEOVERS_WITHOUT_TEXT = 3
TAKEOVER_WITH_TEXT = TAKEOVERS_WITHOUT_TEXT + 1  # what the only one counts, whatever came before


class AnswerRunning(Exception):
    """The chat's last answer is still live; it is finished or stopped first."""


class GenerationQuerySet(models.QuerySet["Generation"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(message__in=Message.objects.visible_to(user))

    def owned_by(self, user: Any) -> Self:
        return self.filter(message__chat__owner=user)

    def live(self) -> Self:
        return self.filter(status__in=LIVE)

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

    def ask(self, chat: Chat, text: str, *, client_id: uuid.UUID, model: str) -> "Generation":
        """The question, its empty answer and a queued generation; asked twice, it is there once.

        Raises AnswerRunning where the chat's last answer is still live.
        """
        with transaction.atomic(savepoint=False):
            locked = Chat.objects.select_for_update(no_key=True)
            held: Any = locked.annotate(now=NOW).get(pk=chat.pk)
            asked = self.filter(message__parent__chat=held, message__parent__client_id=client_id)
            return asked.first() or self._queue(held, text, client_id, model, held.now)

    def _queue(
        self, chat: Chat, text: str, client_id: uuid.UUID, model: str, now: datetime
    ) -> "Generation":
        if self.live().in_chat(chat).exists():
            raise AnswerRunning
        chat.take_question(text, model=model, at=now)
        _question, answer = chat.add_exchange(text, client_id=client_id, version=chat.version)
        generation = self.create(message=answer, model=model, queued_at=now)
        announce(Queued(generation.pk), ChatMoved(chat.pk, chat.version))
        sidebar.move_to_top(chat, live=True)
        return generation

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
