"""The form of a chat's parameters: what the model takes, and nothing else."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palaver.generation.catalogue import catalogue
from palaver.generation.parameters import LABELS
from palaver.lib.text import is_storable
from palaver.llm import PARAMETERS, Model

DEFAULT = _("Default")
EFFORTS = (
    ("", DEFAULT),
    ("minimal", _("Minimal")),
    ("low", _("Low")),
    ("medium", _("Medium")),
    ("high", _("High")),
)
JSON = {"type": "json_object"}
MOST_STOPS = 4  # texts, as the protocol allows
STOP_LENGTH = 100  # characters
LARGEST_SEED = 2**31 - 1


class LinesField(forms.CharField):
    """Texts, each on a line of its own."""

    widget = forms.Textarea(attrs={"rows": 2, "dir": "auto", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        return [line for line in str(value or "").splitlines() if line]

    def validate(self, value: list[str]) -> None:
        if len(value) > MOST_STOPS:
            raise forms.ValidationError(_("An answer can stop at four texts at most."))
        if any(len(line) > STOP_LENGTH for line in value):
            raise forms.ValidationError(_("A text to stop at has at most 100 characters."))
        if not all(map(is_storable, value)):
            raise forms.ValidationError(_("This text has characters that cannot be stored."))


def _number(low: float, high: float, sentence: Any) -> dict[str, Any]:
    messages = dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
    return {
        "required": False,
        "min_value": low,
        "max_value": high,
        "error_messages": messages,
        "widget": forms.NumberInput({"placeholder": DEFAULT, "autocomplete": "off"}),
    }


class ParametersForm(forms.Form):
    """Has a field for each parameter that `model` takes, as far as is known."""

    temperature = forms.FloatField(
        label=LABELS["temperature"],
        help_text=_("0 is sober, 2 is wild."),
        **_number(0, 2, _("The temperature is a number from 0 to 2.")),
    )
    top_p = forms.FloatField(
        label=LABELS["top_p"],
        help_text=_("Only the likeliest words, down to this share."),
        **_number(0, 1, _("Top-p is a number from 0 to 1.")),
    )
    max_tokens = forms.IntegerField(
        label=LABELS["max_tokens"],
        help_text=_("In tokens; a token is about four letters."),
        **_number(1, LARGEST_SEED, _("The longest answer is a whole number of tokens.")),
    )
    seed = forms.IntegerField(
        label=LABELS["seed"],
        help_text=_("The same number gives similar answers."),
        **_number(0, LARGEST_SEED, _("The seed is a whole number from 0 to 2147483647.")),
    )
    reasoning_effort = forms.ChoiceField(
        label=LABELS["reasoning_effort"], choices=EFFORTS, required=False
    )
    stop = LinesField(
        label=LABELS["stop"],
        help_text=_("The answer ends before any of these; each on a line of its own."),
        required=False,
        strip=False,
    )
    response_format = forms.BooleanField(
        label=LABELS["response_format"],
        help_text=_("The answer is one JSON object."),
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        model: Model | None = None,
        chosen: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=_shown(chosen or {}), auto_id="id_%s")
        self._model = model or catalogue.describe((data or {}).get("model", ""))
        for name in PARAMETERS:
            if not self._model.may_take(name):
                del self.fields[name]

    @property
    def parameters(self) -> dict[str, Any]:
        """What was chosen, as a chat keeps it."""
        given = {name: self.cleaned_data.get(name) for name in PARAMETERS}
        if given["response_format"]:
            given["response_format"] = JSON
        return {name: v for name, v in given.items() if v is not False and v not in (None, "", [])}

    def added_to(self, beginning: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a new chat: with what was chosen here, if it could be chosen at all."""
        could_choose = any(name in self.data for name in PARAMETERS)
        chosen = self.parameters if could_choose else beginning.get("parameters")
        return {**beginning, "parameters": chosen or None}

    def clean_max_tokens(self) -> int | None:
        number: int | None = self.cleaned_data["max_tokens"]
        most = self._model.longest_answer or self._model.window
        if number and most and number > most:
            raise forms.ValidationError(
                _("This model writes at most %(most)d tokens.") % {"most": most}
            )
        return number


def _shown(chosen: Mapping[str, Any]) -> dict[str, Any]:
    stop, json = "\n".join(chosen.get("stop", ())), bool(chosen.get("response_format"))
    return {**chosen, "stop": stop, "response_format": json}
