"""Messages that wait for the answer before them to end."""

import uuid
from collections.abc import Sequence
from typing import Any, Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palaver.chats.models import Attachment, Chat
from palaver.generation.bus import announce
from palaver.generation.hints import ChatMoved
from palaver.generation.models.asking import AnswerRunning, locked
from palaver.generation.models.generation import Generation
from palaver.generation.models.outcome import Status
from palaver.lib.uuid7 import uuid7

MOST = 20  # in a chat


class TooManyWaiting(Exception):
    """So many messages wait in this chat that one more makes no sense."""


class WaitingQuerySet(models.QuerySet["Waiting"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(chat__in=Chat.objects.visible_to(user))

    def of(self, chat: Chat) -> "Sequence[Waiting]":
        """In their order."""
        return list(self.filter(chat=chat).order_by("id")) if chat.waiting_version else ()

    def add(self, chat: Chat, text: str, *, client_id: uuid.UUID, model: str) -> None:
        """Waits at the end of the row; added twice, it is there once. Raises TooManyWaiting."""
        with transaction.atomic():
            held = locked(chat.pk)
            if not self.filter(chat=held, client_id=client_id).exists():
                if self.filter(chat=held).count() >= MOST:
                    raise TooManyWaiting
                self.create(chat=held, text=text, client_id=client_id, model=model)
                _moved(held)

    def send_next(self, chat_id: uuid.UUID, *, at_once: bool = False) -> Generation | None:
        """Asks what waits first, once the answer before it is done, or `at_once` if it ended."""
        with transaction.atomic():
            chat = locked(chat_id)
            first = self.filter(chat=chat).order_by("id").first()
            if first is None or not (at_once or _is_done(chat)):
                return None
            return first.ask(chat)

    def stranded(self) -> Self:
        """Those that nothing holds up any more, as after a crash between an end and the next."""
        held_up = Generation.objects.filter(message__chat=models.OuterRef("chat"))
        newest = held_up.order_by("-message").values("status")[:1]
        return self.annotate(before=models.Subquery(newest)).filter(before=Status.DONE)


class Waiting(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    chat = models.ForeignKey(Chat, on_delete=models.CASCADE, related_name="waiting")
    client_id = models.UUIDField()
    text = models.TextField()
    model = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    attached: Sequence[Attachment] = ()  # what is sent with it; set where it is shown

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting message")
        verbose_name_plural = _("waiting messages")
        constraints = [
            models.UniqueConstraint(fields=["chat", "client_id"], name="one_waiting_per_client_id"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def ask(self, chat: Any) -> Generation | None:
        """Becomes a message of its chat, whose row is held; None while an answer is live."""
        try:
            with transaction.atomic():
                self.delete()
                _moved(chat)
                return Generation.objects.ask(
                    chat, self.text, client_id=self.client_id, model=self.model
                )
        except AnswerRunning:
            return None

    def reword(self, text: str) -> None:
        with transaction.atomic():
            held = locked(self.chat_id)
            if Waiting.objects.filter(pk=self.pk).update(text=text):
                _moved(held)

    def remove(self) -> None:
        with transaction.atomic():
            held = locked(self.chat_id)
            if Waiting.objects.filter(pk=self.pk).delete()[0]:
                Attachment.objects.filter(chat=held, sent_with=self.client_id).delete()
                _moved(held)


def _moved(chat: Any) -> None:
    chat.version += 1
    chat.waiting_version = chat.version
    chat.save(update_fields=["version", "waiting_version"])
    announce(ChatMoved(chat.pk, chat.version))


def _is_done(chat: Chat) -> bool:
    ends = chat.ends_for(chat.owner_id)
    last = Generation.objects.filter(message=ends.leaf).values_list("status", flat=True).first()
    return last in (None, Status.DONE)
