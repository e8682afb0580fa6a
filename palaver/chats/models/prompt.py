"""A text that is often needed, inserted into a message by its command."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from palaver.accounts.limits import check_kept
from palaver.chats.models.shelved import Shelved, ShelvedQuerySet, others_last
from palaver.chats.variables import blanks, built_in, fill

COMMAND_LENGTH = 32  # characters
TITLE_LENGTH = 80  # characters
TEXT_LENGTH = 20_000  # characters


class PromptQuerySet(ShelvedQuerySet["Prompt"]):
    def matching(self, typed: str, user: Any) -> Self:
        """Those that somebody who typed this may mean: by the whole command, by how it begins, by
        what is in it or in the title; of one kind, the person's own first."""
        typed = typed.lower()
        whole, begun = When(command=typed, then=0), When(command__startswith=typed, then=1)
        meant = self.filter(Q(command__contains=typed) | Q(title__icontains=typed))
        return meant.order_by(Case(whole, begun, default=2), others_last(user), "command", "pk")


class Prompt(Shelved):
    CONTENT = ("command", "title", "text")

    command = models.CharField(_("command"), max_length=COMMAND_LENGTH)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    text = models.TextField(_("text"))

    objects = PromptQuerySet.as_manager()

    class Meta:
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        ordering = ["command"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "command"], name="one_prompt_per_command"),
        ]

    def __str__(self) -> str:
        return f"/{self.command}"

    @property
    def blanks(self) -> list[str]:
        """What of the text is left to be filled in by hand, as it is written there."""
        return blanks(self.text)

    def filled(self, user: Any, at: datetime) -> str:
        """The text as it is inserted."""
        return fill(self.text, built_in(user, at))

    def copy_for(self, user: Any) -> "Prompt":
        """The same once more, for this person alone to change, by a command that is still free."""
        owned = type(self).objects.owned_by(user)
        taken = set(owned.values_list("command", flat=True))
        check_kept(len(taken))
        content = self._content()
        free = (command for command in _numbered(content.pop("command")) if command not in taken)
        copy, is_new = owned.get_or_create(owner=user, command=next(free), defaults=content)
        return copy if is_new else self.copy_for(user)


def _numbered(command: str) -> Iterator[str]:
    """The command, and then the same with 2, 3, … behind it."""
    yield command
    for number in count(2):
        end = f"-{number}"
        yield command[: COMMAND_LENGTH - len(end)] + end
