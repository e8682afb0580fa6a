"""A conversation, and who may see it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palaver.chats.models.assisted import Assisted
from palaver.chats.models.filed import Filed
from palaver.chats.models.folder import Folder
from palaver.chats.models.trash import TrashQuerySet
from palaver.lib.uuid7 import uuid7, uuid7_after

if TYPE_CHECKING:
    from palaver.chats.models.message import Message

TITLE_LENGTH = 120  # characters


class ChatQuerySet(TrashQuerySet["Chat"]):
    def visible_to(self, user: Any) -> Self:
        """The only answer to "who may see this chat?"; every look-up starts here."""
        return self._owned_by(user).filter(deleted_at=None)

    def restorable_by(self, user: Any) -> Self:
        return self._owned_by(user).in_trash()

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

    def opened_by(
        self, user: Any, client_id: uuid.UUID, folder: uuid.UUID | None = None, **beginning: Any
    ) -> "Chat":
        """The person's chat of this client-made id, made with a `beginning` if it is not there.

        A folder that is gone meanwhile holds nothing up. Call it in a transaction.
        """
        if folder is not None:
            beginning["folder"] = Folder.objects.visible_to(user).held(folder)
        return self.get_or_create(owner=user, client_id=client_id, defaults=beginning)[0]

    def _owned_by(self, user: Any) -> Self:
        return self.filter(owner=user.pk) if user.is_authenticated else self.none()


@dataclass(frozen=True, slots=True)
class Ends:
    """The newest message of a chat, and the last one on the path that a person sees.

    `comparison` says that the path ends with answers side by side, of which none is chosen yet.
    The path was another before the chat's version `turned_at`, from the message `since` on.
    """

    newest: uuid.UUID | None = None
    leaf: uuid.UUID | None = None
    comparison: uuid.UUID | None = None
    since: uuid.UUID | None = None
    turned_at: int | None = None
    is_chosen: bool = False


class Chat(Assisted, Filed):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="chats"
    )
    client_id = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    titled_at = models.DateTimeField(null=True, blank=True)
    opening = models.CharField(max_length=TITLE_LENGTH, blank=True)
    model = models.CharField(max_length=200, blank=True)
    parameters = models.JSONField(null=True, blank=True)
    version = models.PositiveBigIntegerField(default=0)
    waiting_version = models.PositiveBigIntegerField(default=0, db_default=0)
    is_branched = models.BooleanField(default=False, db_default=False)
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
        indexes = [
            models.Index(fields=["owner", "-active_at", "-id"], name="chats_newest_first"),
            *Filed.Meta.indexes,
        ]

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
        """Into the trash; a temporary chat goes for good."""
        if self.is_temporary:
            self.delete()
            return
        self.deleted_at = timezone.now()
        with transaction.atomic():
            self.save(update_fields=["deleted_at"])
            self.advance()

    def restore(self) -> None:
        self.deleted_at = None
        with transaction.atomic():
            self.save(update_fields=["deleted_at"])
            self.advance()

    def take_question(self, text: str, *, model: str, at: datetime, branches: bool) -> None:
        """What a question changes in its chat, whose row is held so that nobody else counts."""
        self.model, self.opening = model, self.opening or one_line(text)
        self.move("model", "opening", at=at, branches=branches)

    def move(self, *fields: str, at: datetime, branches: bool) -> None:
        """Counts what was said, and is the newest chat from now on; the row is held.

        An archived chat in which something is said is archived no longer.
        """
        self.version += 1
        self.active_at, self.archived_at = at, None
        self.is_branched = self.is_branched or branches
        self.save(update_fields=["version", "active_at", "archived_at", "is_branched", *fields])

    def ends_for(self, user_id: int) -> "Ends":
        """Where the chat ends, and where it does for this person, who may look at a branch."""
        newest = self.messages.order_by("-id")
        if not self.is_branched:
            last = newest.values_list("id", flat=True).first()
            return Ends(newest=last, leaf=last)
        own = FilteredRelation("chat__choices", condition=Q(chat__choices__user=user_id))
        found = (
            newest.annotate(own=own)
            .values("id", "parent", "comparison", "own__leaf", "own__since", "own__version")
            .first()
        )
        return self._ends(found) if found else Ends()

    def add_exchange(
        self,
        text: str,
        *,
        client_id: uuid.UUID,
        parent: uuid.UUID | None,
        newest: uuid.UUID | None,
        answers: int = 1,
    ) -> tuple["Message", list["Message"]]:
        """A question below `parent`, with its empty answers, all of them after the `newest`."""
        new = partial(self.messages.model, chat=self, version=self.version)
        ids = _ids(newest, self.active_at)
        comparison = uuid.uuid4() if answers > 1 else None
        question = new(pk=next(ids), parent_id=parent, client_id=client_id, role="user", text=text)
        empty = [
            new(pk=next(ids), parent=question, role="assistant", comparison=comparison)
            for _ in range(answers)
        ]
        self.messages.bulk_create([question, *empty])
        return question, empty

    def add_answer(self, question: uuid.UUID | None, *, newest: uuid.UUID | None) -> "Message":
        """An empty answer to the question, after the `newest` message."""
        pk = uuid7_after(newest, self.active_at)
        return self.messages.create(
            pk=pk, parent_id=question, role="assistant", version=self.version
        )

    def advance(self, **changes: Any) -> int:
        """Moves the version, in the transaction of the change that it counts; returns it."""
        Chat.objects.filter(pk=self.pk).update(version=F("version") + 1, **changes)
        self.refresh_from_db(fields=["version", *changes])
        return self.version

    def _ends(self, newest: Any) -> "Ends":
        chosen = newest["own__leaf"]
        comparison = newest["comparison"] if chosen is None else None
        compared = comparison and self.messages.filter(
            parent=newest["parent"], comparison=comparison
        )
        first = compared and compared.order_by("id").values_list("id", flat=True).first()
        return Ends(
            newest=newest["id"],
            leaf=chosen or first or newest["id"],
            comparison=comparison,
            since=newest["own__since"],
            turned_at=newest["own__version"],
            is_chosen=chosen is not None,
        )


def _ids(newest: uuid.UUID | None, at: datetime) -> Iterator[uuid.UUID]:
    while True:
        newest = uuid7_after(newest, at)
        yield newest


def one_line(text: str) -> str:
    """The beginning of a text as one line that fits into a title."""
    line = " ".join(text[: 4 * TITLE_LENGTH].split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"
