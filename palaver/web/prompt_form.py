"""The form of a prompt."""

import re

from django import forms
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from palaver.chats.models import Prompt
from palaver.chats.models.prompt import COMMAND_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from palaver.web.shelf_form import VARIABLES, ShelfForm
from palaver.web.text_field import Text

COMMAND = re.compile(rf"[\w-]{{1,{COMMAND_LENGTH}}}")


class PromptForm(ShelfForm):
    command = Text(
        label=_("Command"),
        most=COMMAND_LENGTH + 1,
        help_text=_("What is typed after the slash: letters, digits, hyphen and underscore."),
        error_messages={"required": _("Choose a command.")},
    )
    title = Text(
        label=_("Title"),
        most=TITLE_LENGTH,
        error_messages={"required": _("Say in a few words what it does.")},
    )
    text = Text(
        label=_("Text"),
        most=TEXT_LENGTH,
        rows=8,
        help_text=VARIABLES,
        error_messages={"required": _("Write the text that is inserted.")},
    )

    def keep(self) -> bool:
        try:
            return super().keep()
        except IntegrityError:  # another tab has just taken the command
            self.add_error("command", self._taken(self.cleaned_data["command"]))
            return False

    def clean_command(self) -> str:
        command: str = self.cleaned_data["command"].removeprefix("/").lower()
        if not COMMAND.fullmatch(command):
            raise forms.ValidationError(
                _("Use letters, digits, hyphen and underscore: at most %(limit)d, without spaces."),
                params={"limit": COMMAND_LENGTH},
            )
        others = Prompt.objects.owned_by(self.item.owner).exclude(pk=self.item.pk)
        if others.filter(command=command).exists():
            raise self._taken(command)
        return command

    def _taken(self, command: str) -> forms.ValidationError:
        return forms.ValidationError(
            _("You have a prompt “/%(command)s” already. Choose another command."),
            params={"command": command},
        )
