"""Folders: each person's own tree, at most five deep, whose shape changes under one lock."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from palaver.accounts.limits import check_kept
from palaver.chats.tree import MOST_DEPTH, NAME_LENGTH, Misplaced, Tree
from palaver.lib.uuid7 import uuid7

if TYPE_CHECKING:
    from palaver.chats.models.chat import Chat

INSTRUCTIONS_LENGTH = 20_000  # characters
IN_THE_TREE = ("parent", "name", "model")


class FolderQuerySet(models.QuerySet["Folder"]):
    def visible_to(self, user: Any) -> Self:
        """The only answer to "whose folder is this?"; every look-up starts here."""
        return self.filter(owner=user.pk) if user.is_authenticated else self.none()

    def tree(self) -> Tree:
        """All of them by name, without what they tell the model."""
        return Tree(self.only(*IN_THE_TREE))

    def instructions_of(self, chat: "Chat") -> list[str]:
        """What the folders around the chat tell the model, the outermost first."""
        if chat.folder_id is None:
            return []
        stored = Folder._meta.pk.get_db_prep_value(chat.folder_id, connection)
        return [folder.instructions for folder in self.raw(_AROUND, [stored, MOST_DEPTH])]

    def hold(self, folder_id: uuid.UUID | None) -> "Folder | None":
        """The folder, which stays until the transaction ends; raises Misplaced if it is gone."""
        if folder_id is None:
            return None
        held = self.held(folder_id)
        if held is None:
            raise Misplaced(gettext("That folder is no longer there."))
        return held

    def held(self, folder_id: uuid.UUID) -> "Folder | None":
        """The folder, if it is there, and then until the transaction ends."""
        return self.filter(pk=folder_id).select_for_update(no_key=True).first()


class Folder(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="folders"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="folders"
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    instructions = models.TextField(_("instructions"), blank=True)
    model = models.CharField(_("model"), max_length=200, blank=True)

    objects = FolderQuerySet.as_manager()

    class Meta:
        verbose_name = _("folder")
        verbose_name_plural = _("folders")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "parent", "name"],
                condition=Q(parent__isnull=False),
                name="one_folder_per_name",
            ),
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(parent__isnull=True),
                name="one_folder_per_name_at_the_top",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def arrange(self) -> None:
        """Stores the folder as it is now, new or changed.

        Raises Misplaced where it cannot be there or not have its name, LimitReached where the
        person has too many.
        """
        with self._alone() as tree:
            if self._state.adding:
                check_kept(len(tree))
            tree.check(self)
            self.save()

    def dissolve(self) -> None:
        """Removes the folder; what is in it moves to the one around it, or to the top."""
        with self._alone() as tree:
            held = Folder.objects.filter(pk=self.pk).select_for_update().first()
            if held is not None:
                held._dissolve(tree)

    def _dissolve(self, tree: Tree) -> None:
        # A folder in it may have its name, and takes its place.
        Folder.objects.filter(pk=self.pk).update(name=str(self.pk))
        for folder in tree.below(self.pk):
            folder.name = tree.free_name(folder, instead_of=self)
            folder.parent_id = self.parent_id
            folder.save(update_fields=["name", "parent"])
        self.chats.update(folder=self.parent_id)
        self.delete()

    @contextmanager
    def _alone(self) -> Iterator[Tree]:
        """The person's folders, whose tree nobody else changes meanwhile."""
        people = get_user_model()._default_manager
        with transaction.atomic():
            people.select_for_update(no_key=True).get(pk=self.owner_id)
            yield Folder.objects.filter(owner=self.owner_id).tree()


_AROUND = """
WITH RECURSIVE around (id, parent_id, instructions, depth) AS (
    SELECT id, parent_id, instructions, 1 FROM chats_folder WHERE id = %s
    UNION ALL
    SELECT up.id, up.parent_id, up.instructions, around.depth + 1
    FROM around JOIN chats_folder up ON up.id = around.parent_id
    WHERE around.depth < %s
)
SELECT id, instructions FROM around WHERE instructions <> '' ORDER BY depth DESC
"""
