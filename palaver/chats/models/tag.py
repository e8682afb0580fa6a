"""Tags: words of one's own that chats are found by; one that no chat has is forgotten."""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from palaver.accounts.limits import check_kept
from palaver.chats.tree import Misplaced
from palaver.lib.uuid7 import uuid7

NAME_LENGTH = 40  # characters


class TagQuerySet(models.QuerySet["Tag"]):
    def visible_to(self, user: Any) -> Self:
        """The only answer to "whose tag is this?"; every look-up starts here."""
        return self.filter(owner=user.pk) if user.is_authenticated else self.none()

    def by_name(self) -> Self:
        return self.order_by(Lower("name"), "pk")

    def of_names(self, owner: Any, names: Iterable[str]) -> list["Tag"]:
        """The person's tags of these names, whatever their case; made where there are none yet.

        Raises LimitReached where the person has too many.
        """
        there = {tag.name.casefold(): tag for tag in self.filter(owner=owner.pk)}
        wanted = {name.casefold(): name for name in names}
        for key in wanted.keys() - there.keys():
            check_kept(len(there))
            there[key] = self.get_or_create(owner=owner, name=wanted[key])[0]
        return [there[key] for key in wanted]

    def forget_unused(self) -> None:
        self.filter(chats=None).delete()


class Tag(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="chat_tags"
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_tag_per_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def rename(self, name: str) -> None:
        """Raises Misplaced where another tag of the person has this name."""
        others = Tag.objects.filter(owner=self.owner_id).exclude(pk=self.pk)
        if name.casefold() in {tag.name.casefold() for tag in others}:
            sentence = gettext("There is a tag “%(name)s” already. Choose another name.")
            raise Misplaced(sentence % {"name": name})
        self.name = name
        self.save(update_fields=["name"])
