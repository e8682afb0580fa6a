"""What was said: a tree of messages, of which a chat shows one path."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.db import connection, models
from django.db.models import F, FilteredRelation, Q
from django.db.models.expressions import RawSQL
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from palaver.chats.models.chat import Chat
from palaver.lib.uuid7 import uuid7

FIRST = uuid.UUID(int=0)  # before every message


class Role(models.TextChoices):
    SYSTEM = "system", _("System")
    USER = "user", _("You")
    ASSISTANT = "assistant", _("Answer")


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(chat__in=Chat.objects.visible_to(user))

    def changed_after(self, version: int) -> Self:
        return self.filter(version__gt=version).order_by("id")

    def with_feedback_of(self, user_id: int) -> Self:
        """Each with what the person thinks of it as `verdict`, by the same question."""
        own = FilteredRelation("feedback", condition=Q(feedback__person=user_id))
        return self.annotate(own_feedback=own, verdict=F("own_feedback__verdict"))

    def up_from(
        self, message_id: uuid.UUID | None, *, most: int, down_to: uuid.UUID = FIRST
    ) -> Self:
        """The path that ends with this message, in order: its last `most` messages, and none
        before `down_to`."""
        if message_id is None:
            return self.none()
        ids = [_stored(message_id), most, _stored(down_to)]
        return self.filter(pk__in=RawSQL(_UPWARDS, ids)).order_by("id")  # noqa: S611  a constant

    def siblings_of(self, messages: Iterable["Message"]) -> Self:
        """What was said in place of these, and they themselves, in order."""
        parents = {message.parent_id for message in messages}
        beside = Q(parent__in=parents - {None})
        if None in parents:
            beside |= Q(parent=None, chat__in={message.chat_id for message in messages})
        return self.filter(beside).order_by("id")


class Message(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    chat = models.ForeignKey(Chat, on_delete=models.CASCADE, related_name="messages")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    client_id = models.UUIDField(default=uuid.uuid4, editable=False)
    comparison = models.UUIDField(
        null=True, help_text=_("What answers that were asked for side by side have in common.")
    )
    role = models.CharField(max_length=10, choices=Role.choices)
    text = models.TextField(blank=True)
    reasoning = models.TextField(blank=True)
    html = models.TextField(blank=True)
    version = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    body_html: SafeString
    verdict: str | None
    attached: Sequence[Any] = ()  # what was sent with it; likewise
    waits_for_files = False  # an answer, for what is attached to be read; set where it is shown
    siblings: Sequence[uuid.UUID] = ()  # this one among them; set where messages are shown
    compared: "Sequence[Message]" = ()  # side by side with this one; set where they are shown

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["chat", "client_id"], name="one_message_per_client_id"),
        ]
        indexes = [
            models.Index(fields=["chat", "id"], name="messages_in_order"),
            models.Index(fields=["chat", "version"], name="messages_by_version"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.text[:40]}"

    def path(self) -> list["Message"]:
        """The messages from the beginning of the chat down to this one, without their HTML."""
        return list(Message.objects.raw(_PATH, [_stored(self.pk)]))

    def newest_below(self) -> uuid.UUID:
        """The newest message of the branch that begins with this one."""
        return Message.objects.raw(_NEWEST_BELOW, [_stored(self.pk)])[0].pk


def _stored(message_id: uuid.UUID) -> Any:
    return Message._meta.pk.get_db_prep_value(message_id, connection)


# What these cost is in proportion to the path, whatever else the chat holds.
_UPWARDS = """
WITH RECURSIVE path (id, parent_id, depth) AS (
    SELECT id, parent_id, 1 FROM chats_message WHERE id = %s
    UNION ALL
    SELECT up.id, up.parent_id, path.depth + 1
    FROM path JOIN chats_message up ON up.id = path.parent_id
    WHERE path.depth < %s AND up.id >= %s
)
SELECT id FROM path
"""

_NEWEST_BELOW = """
WITH RECURSIVE branch (id) AS (
    SELECT id FROM chats_message WHERE id = %s
    UNION ALL
    SELECT down.id FROM branch JOIN chats_message down ON down.parent_id = branch.id
)
SELECT id FROM branch ORDER BY id DESC LIMIT 1
"""

_PATH = """
WITH RECURSIVE path (id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM chats_message WHERE id = %s
    UNION ALL
    SELECT up.id, up.parent_id, path.depth + 1
    FROM path JOIN chats_message up ON up.id = path.parent_id
)
SELECT m.id, m.chat_id, m.parent_id, m.role, m.text
FROM path JOIN chats_message m ON m.id = path.id ORDER BY path.depth DESC
"""
