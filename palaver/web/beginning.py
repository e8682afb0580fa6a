"""With what a new chat begins: an assistant and what fills in its variables, or a prompt."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palaver.chats.models import Assistant, Prompt
from palaver.chats.models.assistant import VALUE_LENGTH
from palaver.generation.sending import Draft
from palaver.turbo import accepts_turbo_stream, turbo_stream
from palaver.web import composer, place
from palaver.web.destination import DestinationForm
from palaver.web.forms import MessageForm
from palaver.web.parameters import ParametersForm
from palaver.web.text_field import Text

FIELD = "variable:"  # and the name of the variable: the name of its field
LOST = "invalid"  # as Django calls it where it is no identifier at all
GONE = gettext_lazy("The assistant is not there any more. Send again to begin without it.")


def context(request: HttpRequest, model: str = "") -> dict[str, Any]:
    """What the page of a new chat needs; somebody else's assistant or prompt is not there."""
    if wanted := request.GET.get("assistant"):
        assistant: Assistant = _found(Assistant.objects.visible_to(request.user), wanted)
        return {
            **composer.context(request, model=assistant.model or model),
            "assistant": assistant,
            "tuned": assistant.parameters and ParametersForm(chosen=assistant.parameters),
            "starters": assistant.starters,
            "typed": {"text": _starter(assistant, request.GET.get("starter", ""))},
        }
    if wanted := request.GET.get("prompt"):
        prompt: Prompt = _found(Prompt.objects.visible_to(request.user), wanted)
        text = prompt.filled(request.user, place.now(request))
        return {**composer.context(request, model=model), "typed": {"text": text}}
    return composer.context(request, model=model)


def refuse(request: HttpRequest, form: "NewChatForm") -> HttpResponse:
    """What is wrong; an assistant that is gone is not in what is sent next."""
    if not form.has_error("assistant", code=LOST):
        return composer.refuse(request, composer.first_error(form), typed=form.data)
    typed = {name: value for name, value in form.data.items() if name != "assistant"}
    response = composer.refuse(request, composer.first_error(form), typed=typed)
    if accepts_turbo_stream(request):
        response.write(turbo_stream.remove("begin_with"))
    return response


class NewChatForm(ParametersForm, DestinationForm, MessageForm):
    """The first message of a chat, with an assistant where one was chosen."""

    assistant = forms.UUIDField(required=False, error_messages={LOST: GONE})

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.POST)
        self._request = request
        self._beginning: Mapping[str, Any] = {}

    def clean_assistant(self) -> uuid.UUID | None:
        wanted: uuid.UUID | None = self.cleaned_data["assistant"]
        if wanted is not None:
            self._beginning = self._of(wanted)
        return wanted

    @property
    def draft(self) -> Draft:
        return replace(super().draft, beginning=self.added_to(self._beginning) | self.destination)

    def _of(self, wanted: uuid.UUID) -> Mapping[str, Any]:
        person = self._request.user
        assistant = Assistant.objects.visible_to(person).filter(pk=wanted).first()
        if assistant is None:
            raise ValidationError(GONE, code=LOST)
        values = {name: self._value(name) for name in assistant.variables}
        return assistant.beginning(person, values, place.now(self._request))

    def _value(self, name: str) -> str:
        missing = {"required": _("Fill in “%(name)s” first.") % {"name": name}}
        field = Text(most=VALUE_LENGTH, error_messages=missing)
        value: str = field.clean(self.data.get(FIELD + name))
        return value


def _starter(assistant: Assistant, number: str) -> str:
    """That one of its starters; without JavaScript the link of each leads here."""
    numbered = {str(n): starter for n, starter in enumerate(assistant.starters)}
    return str(numbered.get(number, ""))


def _found(items: Any, wanted: str) -> Any:
    try:
        return get_object_or_404(items, pk=uuid.UUID(wanted))
    except ValueError:
        raise Http404 from None
