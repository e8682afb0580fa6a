"""What a person thinks of an answer."""

from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from palaver.chats.models.message import Message

LONGEST_REASON = 2000  # characters


class Verdict(models.TextChoices):
    UP = "up", _("Good answer")
    DOWN = "down", _("Bad answer")


class Kind(models.TextChoices):
    """What the verdict is about."""

    CORRECT = "correct", _("Correct")
    CLEAR = "clear", _("Easy to understand")
    COMPLETE = "complete", _("Complete")
    WRONG = "wrong", _("Not correct")
    ASIDE = "aside", _("Not what I asked for")
    INCOMPLETE = "incomplete", _("Not complete")
    LONG = "long", _("Too long")
    HARMFUL = "harmful", _("Harmful")
    OTHER = "other", _("Something else")


KINDS = {
    Verdict.UP: (Kind.CORRECT, Kind.CLEAR, Kind.COMPLETE, Kind.OTHER),
    Verdict.DOWN: (
        *(Kind.WRONG, Kind.ASIDE, Kind.INCOMPLETE, Kind.LONG, Kind.HARMFUL),
        Kind.OTHER,
    ),
}


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, user: Any) -> Self:
        """Everybody sees their own, as long as they see the message."""
        return self.filter(person=user.pk, message__in=Message.objects.visible_to(user))

    def give(
        self, person: Any, message: Message, verdict: str, *, kind: str = "", reason: str = ""
    ) -> None:
        """Keeps the verdict; the same once more without a reason leaves the one that was given."""
        given = {"verdict": verdict, "kind": kind, "reason": reason}
        same = self.filter(person=person, message=message, verdict=verdict)
        with transaction.atomic():
            if kind or reason or not same.exists():
                self.update_or_create(person=person, message=message, defaults=given)
                _moved(message)

    def withdraw(self, person: Any, message: Message) -> None:
        with transaction.atomic():
            if self.filter(person=person, message=message).delete()[0]:
                _moved(message)


class Feedback(models.Model):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feedback"
    )
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="feedback", db_index=False
    )
    verdict = models.CharField(max_length=4, choices=Verdict.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    reason = models.TextField(max_length=LONGEST_REASON, blank=True)
    given_at = models.DateTimeField(auto_now=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.UniqueConstraint(fields=["message", "person"], name="one_feedback_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.verdict}"


def _moved(message: Message) -> None:
    """Whoever shows the chat hears of it."""
    message.version = message.chat.advance()
    message.save(update_fields=["version"])
