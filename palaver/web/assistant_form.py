"""The form of an assistant."""

from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from palaver.chats.models import Assistant
from palaver.chats.models.assistant import (
    DESCRIPTION_LENGTH,
    ICON_LENGTH,
    MOST_STARTERS,
    MOST_VARIABLES,
    NAME_LENGTH,
    STARTER_LENGTH,
    SYSTEM_PROMPT_LENGTH,
)
from palaver.chats.variables import own_names
from palaver.generation.catalogue import catalogue
from palaver.llm import Model
from palaver.web.parameters import ParametersForm
from palaver.web.shelf_form import VARIABLES, ShelfForm
from palaver.web.text_field import Text

ANY_MODEL = Model("", "")  # of which nothing is known, so that it may take every parameter


class AssistantForm(ShelfForm):
    name = Text(
        label=_("Name"),
        most=NAME_LENGTH,
        error_messages={"required": _("Give it a name.")},
    )
    icon = Text(
        label=_("Icon"),
        most=ICON_LENGTH,
        required=False,
        help_text=_("One letter or one emoji; otherwise the first letter of the name."),
    )
    description = Text(
        label=_("Description"),
        most=DESCRIPTION_LENGTH,
        required=False,
        help_text=_("What it is for, in a sentence."),
    )
    system_prompt = Text(
        label=_("Instructions"),
        most=SYSTEM_PROMPT_LENGTH,
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
        most=MOST_STARTERS * (STARTER_LENGTH + 1),
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
        if len(own_names(text)) > MOST_VARIABLES:
            raise forms.ValidationError(
                _("Use at most %(limit)d variables of your own."),
                params={"limit": MOST_VARIABLES},
            )
        return text

    def clean_starters(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["starters"].split("\n")]
        starters = [line for line in lines if line]
        if len(starters) > MOST_STARTERS:
            raise forms.ValidationError(
                _("Use at most %(limit)d starters."), params={"limit": MOST_STARTERS}
            )
        if any(len(line) > STARTER_LENGTH for line in starters):
            raise forms.ValidationError(
                _("A starter may have %(limit)d characters."),
                params={"limit": STARTER_LENGTH},
            )
        return starters


def _models(kept: str) -> list[Any]:
    """What a chat may be asked with, grouped by provider; the one that is kept stays choosable."""
    groups: dict[str, list[tuple[str, str]]] = {}
    listed = {model.id: model.name for model in catalogue.models}
    for model_id, name in ({kept: kept.partition("/")[2]} | listed).items():
        if model_id:
            groups.setdefault(model_id.partition("/")[0], []).append((model_id, name))
    return [("", _("As chosen for the chat")), *groups.items()]
