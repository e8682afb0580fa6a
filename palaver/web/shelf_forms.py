"""The forms of what people keep and share: assistants, and prompts."""

import re
from typing import Any, cast

from django import forms
from django.db import IntegrityError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from palaver.accounts.forms import PlainForm
from palaver.accounts.limits import LimitReached
from palaver.chats.models import Assistant, Prompt, assistant, prompt
from palaver.chats.models.shelved import Shelved
from palaver.chats.variables import own_names
from palaver.generation.catalogue import catalogue
from palaver.llm import Model
from palaver.web.parameters import ParametersForm
from palaver.web.text_field import Text

VARIABLES = _(
    "Write {{ braces }} around what changes, such as {{ language }}. "
    "{{ date }}, {{ time }}, {{ weekday }} and {{ name }} fill themselves in; "
    "a backslash, \\{{ date }}, keeps one as it is."
)
ANY_MODEL = Model("", "")  # of which nothing is known, so that it may take every parameter
COMMAND = re.compile(rf"[\w-]{{1,{prompt.COMMAND_LENGTH}}}")


class ShelfForm(PlainForm):
    """What is filled in for one item, which `keep` stores."""

    shared = forms.BooleanField(label=_("Everybody here may use it, and copy it"), required=False)

    def __init__(self, data: Any = None, *, item: Shelved) -> None:
        self.item = item
        super().__init__(data, initial={**self.shown(), "shared": item.is_shared})
        self.order_fields([name for name in self.fields if name != "shared"])

    def shown(self) -> dict[str, Any]:
        """The item as the fields show it."""
        return {name: getattr(self.item, name) for name in self.item.CONTENT}

    def content(self) -> dict[str, Any]:
        """What was filled in, by the names that the item has for it."""
        return self.cleaned_data

    def keep(self) -> bool:
        """Stores it; False where something is wrong, which the form then says."""
        if not self.is_valid():
            return False
        content = self.content()
        for name in self.item.CONTENT:
            setattr(self.item, name, content[name])
        try:
            self.item.keep(shared=self.cleaned_data["shared"])
        except LimitReached as reached:
            self.add_error(None, reached.sentence)
        return self.is_valid()


class AssistantForm(ShelfForm):
    name = Text(
        label=_("Name"),
        most=assistant.NAME_LENGTH,
        error_messages={"required": _("Give it a name.")},
    )
    icon = Text(
        label=_("Icon"),
        most=assistant.ICON_LENGTH,
        required=False,
        help_text=_("One letter or one emoji; otherwise the first letter of the name."),
    )
    description = Text(
        label=_("Description"),
        most=assistant.DESCRIPTION_LENGTH,
        required=False,
        help_text=_("What it is for, in a sentence."),
    )
    system_prompt = Text(
        label=_("Instructions"),
        most=assistant.SYSTEM_PROMPT_LENGTH,
        rows=8,
        required=False,
        help_text=format_lazy(
            "{} {}", _("What the model is told before everything else."), VARIABLES
        ),
    )
    model = forms.ChoiceField(
        label=_("Model"),
        required=False,
        error_messages={"invalid_choice": _("This model is not offered any more. Choose another.")},
    )
    starters = Text(
        label=_("Starters"),
        most=assistant.MOST_STARTERS * (assistant.STARTER_LENGTH + 1),
        rows=4,
        required=False,
        help_text=_("Questions to begin with, each on a line of its own; at most six."),
    )

    def __init__(self, data: Any = None, *, item: Assistant) -> None:
        self.parameters = ParametersForm(data, model=ANY_MODEL, chosen=item.parameters)
        super().__init__(data, item=item)
        cast("forms.ChoiceField", self.fields["model"]).choices = _models(item.model)

    def shown(self) -> dict[str, Any]:
        shown = super().shown()
        return {**shown, "starters": "\n".join(shown["starters"])}

    def content(self) -> dict[str, Any]:
        return {**self.cleaned_data, "parameters": self.parameters.parameters}

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.parameters.is_valid()])

    def clean_icon(self) -> str:
        icon: str = self.cleaned_data["icon"]
        if len(icon) > 1 and any(c.isalnum() or c.isspace() for c in icon):
            raise forms.ValidationError(_("Use one letter or one emoji."))
        return icon

    def clean_system_prompt(self) -> str:
        text: str = self.cleaned_data["system_prompt"]
        if len(own_names(text)) > assistant.MOST_VARIABLES:
            raise forms.ValidationError(
                _("Use at most %(limit)d variables of your own."),
                params={"limit": assistant.MOST_VARIABLES},
            )
        return text

    def clean_starters(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["starters"].split("\n")]
        starters = [line for line in lines if line]
        if len(starters) > assistant.MOST_STARTERS:
            raise forms.ValidationError(
                _("Use at most %(limit)d starters."), params={"limit": assistant.MOST_STARTERS}
            )
        if any(len(line) > assistant.STARTER_LENGTH for line in starters):
            raise forms.ValidationError(
                _("A starter may have %(limit)d characters."),
                params={"limit": assistant.STARTER_LENGTH},
            )
        return starters


class PromptForm(ShelfForm):
    command = Text(
        label=_("Command"),
        most=prompt.COMMAND_LENGTH + 1,
        help_text=_("What is typed after the slash: letters, digits, - and _."),
        error_messages={"required": _("Choose a command.")},
    )
    title = Text(
        label=_("Title"),
        most=prompt.TITLE_LENGTH,
        error_messages={"required": _("Say in a few words what it does.")},
    )
    text = Text(
        label=_("Text"),
        most=prompt.TEXT_LENGTH,
        rows=8,
        help_text=VARIABLES,
        error_messages={"required": _("Write the text that is inserted.")},
    )

    def keep(self) -> bool:
        try:
            return super().keep()
        except IntegrityError:  # another tab has just taken the command
            self.add_error("command", self._taken(self.item.command))
            return False

    def clean_command(self) -> str:
        command: str = self.cleaned_data["command"].removeprefix("/").lower()
        if not COMMAND.fullmatch(command):
            raise forms.ValidationError(
                _("Use letters, digits, - and _ only: at most %(limit)d, without spaces."),
                params={"limit": prompt.COMMAND_LENGTH},
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


def _models(kept: str) -> list[Any]:
    """What a chat may be asked with, grouped by provider; the one that is kept stays choosable."""
    groups: dict[str, list[tuple[str, str]]] = {}
    listed = {model.id: model.name for model in catalogue.models}
    for model_id, name in ({kept: kept.partition("/")[2]} | listed).items():
        if model_id:
            groups.setdefault(model_id.partition("/")[0], []).append((model_id, name))
    return [("", _("As chosen for the chat")), *groups.items()]
