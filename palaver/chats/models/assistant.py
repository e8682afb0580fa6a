"""A named preset for chats: what the model is told, which model, how it answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from palaver.chats.models.shelved import Shelved, ShelvedQuerySet
from palaver.chats.variables import built_in, fill, own_names

NAME_LENGTH = 60  # characters
ICON_LENGTH = 8  # code points: an emoji may have several
DESCRIPTION_LENGTH = 300  # characters
SYSTEM_PROMPT_LENGTH = 20_000  # characters
VALUE_LENGTH = 2_000  # characters that fill in one variable
MOST_VARIABLES = 10
MOST_STARTERS = 6
STARTER_LENGTH = 300  # characters


class AssistantQuerySet(ShelvedQuerySet["Assistant"]):
    """Assistants, by their names."""


class Assistant(Shelved):
    CONTENT = (
        "name", "icon", "description", "system_prompt", "model", "parameters", "starters",
    )  # fmt: skip

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    icon = models.CharField(_("icon"), max_length=ICON_LENGTH, blank=True)
    description = models.CharField(_("description"), max_length=DESCRIPTION_LENGTH, blank=True)
    system_prompt = models.TextField(_("instructions"), blank=True)
    model = models.CharField(_("model"), max_length=200, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    starters = models.JSONField(_("starters"), default=list, blank=True)

    objects = AssistantQuerySet.as_manager()

    class Meta:
        verbose_name = _("assistant")
        verbose_name_plural = _("assistants")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def sign(self) -> str:
        return self.icon or self.name[:1].upper()

    @property
    def variables(self) -> list[str]:
        """What is asked for when a chat begins."""
        return own_names(self.system_prompt)

    def beginning(self, user: Any, values: Mapping[str, str], at: datetime) -> dict[str, Any]:
        """The fields of a chat that begins with it.

        They are copies: what becomes of the assistant later does not change what a chat was told.
        """
        told = fill(self.system_prompt, {**values, **built_in(user, at)})
        return {
            "assistant": self,
            "assistant_name": self.name,
            "system_prompt": told,
            "model": self.model,
            "parameters": self.parameters,
        }

    def _withdraw(self) -> None:
        self.chats.exclude(owner=self.owner_id).update(assistant=None)
