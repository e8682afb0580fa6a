"""A conversation, and who may see it."""

import uuid
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palaver.lib.uuid7 import uuid7

if TYPE_CHECKING:
    from palaver.chats.models.message import Message

TITLE_LENGTH = 120  # characters
TRASH_PERIOD = timedelta(days=30)


class ChatQuerySet(models.QuerySet["Chat"]):
    def visible_to(self, user: Any) -> Self:
        """The only answer to "who may see this chat?"; every look-up starts here."""
        return self._owned_by(user).filter(deleted_at=None)

    def restorable_by(self, user: Any) -> Self:
        return self._owned_by(user).exclude(deleted_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-active_at", "-id")

    def before(self, chat: "Chat") -> Self:
        return self.filter(
            Q(active_at__lt=chat.active_at) | Q(active_at=chat.active_at, id__lt=chat.id)
        )

    def after(self, chat: "Chat") -> Self:
        return self.filter(
            Q(active_at__gt=chat.active_at) | Q(active_at=chat.active_at, id__gt=chat.id)
        )

    def opened_by(self, user: Any, client_id: uuid.UUID) -> "Chat":
        """The person's chat of this client-made id, made where it is not there yet."""
        return self.get_or_create(owner=user, client_id=client_id)[0]

    def purge(self) -> int:
        """Removes for good what has been in the trash for 30 days."""
        return self.filter(deleted_at__lt=timezone.now() - TRASH_PERIOD).delete()[0]

    def _owned_by(self, user: Any) -> Self:
        return self.filter(owner=user.pk) if user.is_authenticated else self.none()


class Chat(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="chats"
    )
    client_id = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    titled_at = models.DateTimeField(null=True, blank=True)
    opening = models.CharField(max_length=TITLE_LENGTH, blank=True)
    model = models.CharField(max_length=200, blank=True)
    version = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    active_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ChatQuerySet.as_manager()

    class Meta:
        verbose_name = _("chat")
        verbose_name_plural = _("chats")
        constraints = [
            models.UniqueConstraint(fields=["owner", "client_id"], name="one_chat_per_client_id"),
        ]
        indexes = [models.Index(fields=["owner", "-active_at", "-id"], name="chats_newest_first")]

    def __str__(self) -> str:
        return self.display_title

    @property
    def display_title(self) -> str:
        return self.title or self.opening or str(_("New chat"))

    def rename(self, title: str) -> None:
        self.title = one_line(title)
        self.titled_at = timezone.now()
        with transaction.atomic():
            self.save(update_fields=["title", "titled_at"])
            self.advance()

    def suggest_title(self, title: str) -> bool:
        """Takes a title unless a person has given one meanwhile."""
        with transaction.atomic():
            taken = Chat.objects.filter(pk=self.pk, titled_at=None).update(
                title=one_line(title), titled_at=timezone.now()
            )
            if taken:
                self.advance()
        self.refresh_from_db(fields=["title", "titled_at"])
        return bool(taken)

    def discard(self) -> None:
        self.deleted_at = timezone.now()
        with transaction.atomic():
            self.save(update_fields=["deleted_at"])
            self.advance()

    def restore(self) -> None:
        self.deleted_at = None
        with transaction.atomic():
            self.save(update_fields=["deleted_at"])
            self.advance()

    def take_question(self, text: str, *, model: str, at: datetime) -> None:
        """What a question changes in its chat, whose row is held so that nobody else counts."""
        self.version += 1
        self.active_at, self.model = at, model
        self.opening = self.opening or one_line(text)
        self.save(update_fields=["version", "active_at", "model", "opening"])

    def add_exchange(
        self, text: str, *, client_id: uuid.UUID, version: int
    ) -> tuple["Message", "Message"]:
        """A question at the end of the chat, with its empty answer."""
        last = self.messages.order_by("-id").values_list("id", flat=True).first()
        new = partial(self.messages.model, chat=self, version=version)
        question = new(parent_id=last, client_id=client_id, role="user", text=text)
        answer = new(parent=question, role="assistant")
        self.messages.bulk_create([question, answer])
        return question, answer

    def advance(self, **changes: Any) -> int:
        """Moves the version, in the transaction of the change that it counts; returns it."""
        Chat.objects.filter(pk=self.pk).update(version=F("version") + 1, **changes)
        self.refresh_from_db(fields=["version", *changes])
        return self.version


def one_line(text: str) -> str:
    """The beginning of a text as one line that fits into a title."""
    line = " ".join(text[: 4 * TITLE_LENGTH].split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"
