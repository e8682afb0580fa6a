"""Where a person keeps a chat: in a folder, pinned, archived, under tags; or nowhere at all."""

import uuid
from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from palaver.accounts.limits import LimitReached
from palaver.chats.models.folder import Folder
from palaver.chats.models.tag import Tag

MOST_PINNED = 50  # chats of a person

Item = TypeVar("Item", bound="Filed")
Versions = dict[uuid.UUID, int]
_PART = "SELECT id FROM ({}) AS part"
_LISTED = Q(deleted_at=None, is_temporary=False, archived_at=None)


class FiledQuerySet(models.QuerySet[Item]):
    def kept(self) -> Self:
        """All but temporary chats, which are in no list and in no search."""
        return self.filter(is_temporary=False)

    def listed(self) -> Self:
        """What the sidebar has, in one of its lists."""
        return self.kept().filter(archived_at=None)

    def pinned(self) -> Self:
        return self.listed().filter(pinned_at__isnull=False).order_by("pinned_at", "id")

    def recent(self) -> Self:
        """Those listed that are in no folder, the newest first."""
        return self.inside(None)

    def inside(self, folder_id: uuid.UUID | None) -> Self:
        """The folder's list: what is pinned stands among the pinned."""
        listed = self.listed().filter(pinned_at=None, folder=folder_id)
        return listed.order_by("-active_at", "-id")

    def tagged(self, tag_id: uuid.UUID) -> Self:
        wearing = self._tagging().filter(tag=tag_id)
        return self.filter(pk__in=wearing.values("chat"))

    def among(self, *parts: "FiledQuerySet[Item]") -> Self:
        """Those that are in one of these parts, each of which is found by an index of its own."""
        compiled = [part.values("id").query.sql_with_params() for part in parts]
        sql = " UNION ALL ".join(_PART.format(each) for each, _params in compiled)
        params = [value for _sql, values in compiled for value in values]
        return self.filter(pk__in=RawSQL(sql, params))  # noqa: S611  Django's own SQL

    def pin(self) -> Versions:
        """Into the list on top. Raises LimitReached where that would be too long."""
        theirs = self._every().filter(owner__in=self.values("owner"), deleted_at=None)
        others = theirs.pinned().exclude(pk__in=self.values("pk"))
        if others.count() + self.count() > MOST_PINNED:
            sentence = _("At most %(most)d chats can be pinned. Unpin one first.")
            raise LimitReached(sentence % {"most": MOST_PINNED})
        return self.change(pinned_at=timezone.now(), archived_at=None)

    def unpin(self) -> Versions:
        return self.change(pinned_at=None)

    def archive(self) -> Versions:
        """Out of the sidebar; what is written in it later brings it back."""
        return self.change(archived_at=timezone.now(), pinned_at=None)

    def unarchive(self) -> Versions:
        return self.change(archived_at=None)

    def move_to(self, owner: Any, folder_id: uuid.UUID | None) -> Versions:
        """Into this folder of the person, or out of every. Raises Misplaced if it is gone."""
        with transaction.atomic():
            Folder.objects.visible_to(owner).hold(folder_id)
            return self.change(folder=folder_id)

    def tag(self, owner: Any, names: Iterable[str]) -> None:
        """Raises LimitReached where the person has too many tags."""
        with transaction.atomic():
            tags = Tag.objects.of_names(owner, names)
            chats = list(self.values_list("pk", flat=True))
            through = self._tagging()
            worn = [through.model(chat_id=chat, tag_id=tag.pk) for chat in chats for tag in tags]
            through.bulk_create(worn, ignore_conflicts=True)

    def untag(self, tag: Tag) -> None:
        with transaction.atomic():
            self._tagging().filter(tag=tag, chat__in=self).delete()
            Tag.objects.filter(pk=tag.pk).forget_unused()

    def change(self, **columns: Any) -> Versions:
        """Sets these columns, and moves the versions; returns those that the chats now have."""
        with transaction.atomic():
            # In one order, or two of these that overlap might wait for each other for ever.
            held = self.order_by("pk").select_for_update(no_key=True)
            chats = self._every().filter(pk__in=list(held.values_list("pk", flat=True)))
            chats.update(version=F("version") + 1, **columns)
            return dict(chats.values_list("pk", "version"))

    def _every(self) -> Any:
        return self.model._default_manager.all()

    def _tagging(self) -> Any:
        """Which chat has which tag."""
        return self.model.tags.through._default_manager


class Filed(models.Model):
    folder = models.ForeignKey(
        Folder, on_delete=models.SET_NULL, null=True, related_name="chats", db_index=False
    )
    tags = models.ManyToManyField(Tag, related_name="chats")
    pinned_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    is_temporary = models.BooleanField(default=False, db_default=False)

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["owner", "-active_at", "-id"],
                condition=_LISTED & Q(pinned_at=None, folder=None),
                name="chats_recent",
            ),
            models.Index(
                fields=["owner", "pinned_at", "id"],
                condition=_LISTED & Q(pinned_at__isnull=False),
                name="chats_pinned",
            ),
            models.Index(fields=["folder", "-active_at", "-id"], name="chats_in_folder"),
            models.Index(
                fields=["owner", "-deleted_at", "-id"],
                condition=Q(deleted_at__isnull=False),
                name="chats_in_trash",
            ),
            models.Index(
                fields=["deleted_at"],
                condition=Q(deleted_at__isnull=False),
                name="chats_to_purge",
            ),
            models.Index(
                fields=["active_at"], condition=Q(is_temporary=True), name="chats_temporary"
            ),
        ]
