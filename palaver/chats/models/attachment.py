"""A file that belongs to a message, or to one that is still being written."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palaver.chats.models.chat import Chat
from palaver.chats.models.message import Message, Role
from palaver.chats.problems import SENTENCES
from palaver.chats.storage import files, place
from palaver.lib.uuid7 import uuid7

NAME_LENGTH = 200  # characters
KEPT_UNSENT = timedelta(days=1)
PASTED = "Pasted text.txt"


class Reading(models.TextChoices):
    """How far it has come until a model can be given it."""

    WAITING = "waiting", _("Waiting")
    READING = "reading", _("Reading")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Refused")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: Any) -> Self:
        """What was sent, to those who see the chat; what was not, to whoever attached it."""
        if not user.is_authenticated:
            return self.none()
        sent = Q(chat__in=Chat.objects.visible_to(user)) & ~Q(sent_with=None)
        return self.filter(sent | Q(owner=user.pk, sent_with=None))

    def unsent_by(self, user: Any, chat: Chat | None) -> Self:
        """What belongs to the message that the person writes in the chat, or in a new one."""
        return self.filter(owner=user.pk, sent_with=None, chat=chat).order_by("id")

    def of(self, messages: Iterable[Message]) -> Self:
        """What was sent with these messages, which are of one chat."""
        asked = [message for message in messages if message.role == Role.USER]
        return self.filter(_sent_with(asked), chat=asked[0].chat_id) if asked else self.none()

    def on_page(
        self,
        chat: Chat,
        user_id: int,
        messages: Iterable[Message],
        waiting: Iterable[uuid.UUID] = (),
    ) -> Self:
        """What was sent with these messages, and with those of these client-made ids that wait,
        and what this person has attached to the next."""
        sent = _sent_with(messages) | Q(sent_with__in=list(waiting))
        unsent = Q(sent_with=None, owner=user_id)
        return self.filter(sent | unsent, chat=chat).order_by("id")

    def send(self, user: Any, ids: Collection[uuid.UUID], chat: Chat, client_id: uuid.UUID) -> int:
        """They belong to the message of this client-made id from now on; how many they are."""
        own = self.filter(pk__in=ids, owner=user.pk, sent_with=None)
        here = own.filter(Q(chat=None) | Q(chat=chat))
        return here.update(chat=chat, sent_with=client_id)

    def copy(self, chat: Chat, client_ids: Mapping[uuid.UUID, uuid.UUID]) -> None:
        """Messages of the chat that say the same once more have them, too."""
        originals = self.select_related("extract").order_by("id")
        copies = [
            (one, one.copied(chat, client_ids[one.sent_with])) for one in originals if one.sent_with
        ]
        self.bulk_create([copy for _original, copy in copies])
        read = [(original.text, copy) for original, copy in copies if original.text]
        Extract.objects.bulk_create(Extract(attachment=copy, text=text) for text, copy in read)

    def unsettled(self) -> Self:
        return self.filter(reading__in=UNSETTLED)

    def readable(self) -> Self:
        """What no reader has, or one has left behind."""
        left_behind = Q(reading=Reading.READING, read_until__lt=Now())
        return self.filter(Q(reading=Reading.WAITING) | left_behind)

    def purge(self) -> int:
        """Removes for good what was attached a day ago and not sent."""
        old = self.filter(sent_with=None, created_at__lt=timezone.now() - KEPT_UNSENT)
        return old.delete()[0]


def _sent_with(messages: Iterable[Message]) -> Q:
    return Q(sent_with__in=[m.client_id for m in messages if m.role == Role.USER])


UNSETTLED = (Reading.WAITING, Reading.READING)


class Attachment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attachments"
    )
    chat = models.ForeignKey(
        Chat, on_delete=models.CASCADE, null=True, related_name="attachments", db_index=False
    )
    sent_with = models.UUIDField(
        null=True, help_text=_("The client-made id of the message that it was sent with.")
    )
    client_id = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=10)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    file = models.FileField(storage=files, upload_to=place)
    thumbnail = models.FileField(storage=files, upload_to=place, blank=True)
    picture = models.FileField(
        storage=files, upload_to=place, blank=True, help_text=_("What a model is shown.")
    )
    reading = models.CharField(max_length=10, choices=Reading.choices, default=Reading.WAITING)
    read_until = models.DateTimeField(null=True, help_text=_("When another reader may take over."))
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=20, blank=True)
    is_cut = models.BooleanField(default=False, help_text=_("The text goes on in the file."))
    pages = models.PositiveIntegerField(null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "client_id"], name="one_attachment_per_client_id"
            ),
        ]
        indexes = [
            models.Index(fields=["chat", "sent_with"], name="attachments_of_messages"),
            models.Index(fields=["file"], name="attachments_by_file"),
            models.Index(
                fields=["created_at"], condition=Q(sent_with=None), name="attachments_unsent"
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(reading__in=UNSETTLED),
                name="attachments_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_settled(self) -> bool:
        return self.reading not in UNSETTLED

    @property
    def is_image(self) -> bool:
        return self.kind == "image"

    @property
    def is_pasted(self) -> bool:
        return self.kind == "text" and self.name == PASTED

    @property
    def sentence(self) -> str:
        """Why it could not be read; "" where it could, or may yet be."""
        return str(SENTENCES.get(self.problem, ""))

    @property
    def text(self) -> str:
        """What was read out of it, in a table of its own: lists have no use for it."""
        extract = getattr(self, "extract", None)
        return extract.text if extract else ""

    @property
    def place(self) -> str:
        """Where the file itself is in the storage."""
        return self.file.name or ""

    @property
    def stored(self) -> list[str]:
        """Where all is that belongs to it."""
        return [file.name for file in (self.file, self.thumbnail, self.picture) if file.name]

    def copied(self, chat: Chat, client_id: uuid.UUID) -> "Attachment":
        """A new one with the same files, not saved."""
        same = {field.attname: getattr(self, field.attname) for field in self._meta.fields}
        belongs = {"owner_id": chat.owner_id, "chat_id": chat.pk, "sent_with": client_id}
        return Attachment(**{**same, **belongs, "id": uuid7(), "client_id": uuid.uuid4()})


class Extract(models.Model):
    attachment = models.OneToOneField(
        Attachment, on_delete=models.CASCADE, primary_key=True, related_name="extract"
    )
    text = models.TextField()

    class Meta:
        verbose_name = _("text of an attachment")
        verbose_name_plural = _("texts of attachments")

    def __str__(self) -> str:
        return self.text[:40]
