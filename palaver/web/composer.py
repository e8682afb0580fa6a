"""What the composer needs, and how it is told what is wrong."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from palaver.chats.models import Attachment, Chat
from palaver.generation.catalogue import catalogue
from palaver.llm import Model
from palaver.turbo import TurboStreamResponse, accepts_turbo_stream, turbo_stream


def context(request: HttpRequest, chat: Chat | None = None, model: str = "") -> dict[str, Any]:
    chosen = model or (chat.model if chat else _last_model(request)) or catalogue.default
    return {
        **choice_of_models(chosen),
        "chosen_name": Model.from_id(chosen).name,
        "client_id": uuid.uuid4(),
        "starters": _starters(),
        **({} if chat else {"unsent": Attachment.objects.unsent_by(request.user, None)}),
    }


def refuse(
    request: HttpRequest,
    sentence: str,
    *,
    typed: Any = None,
    back: Chat | None = None,
    status: int = 422,
) -> HttpResponse:
    """The sentence at the composer, or on a page of its own that keeps what was typed."""
    if accepts_turbo_stream(request):
        error = turbo_stream.update("composer_error", html=sentence)
        return TurboStreamResponse(error, status=status)
    page = {"sentence": sentence, "chat": back, "typed": typed, **context(request, back)}
    page["attachments"] = typed.getlist("attachments") if isinstance(typed, QueryDict) else ()
    return render(request, "palaver/refused.html", page, status=status)


def first_error(form: forms.Form) -> str:
    return str(next(iter(form.errors.values()))[0])


def choice_of_models(chosen: str) -> dict[str, Any]:
    return {"models": _models(chosen), "chosen_model": chosen}


def _models(chosen: str) -> list[dict[str, str]]:
    listed = [
        {"id": model.id, "name": model.name, "provider": model.provider}
        for model in catalogue.models
    ]
    if chosen and all(model["id"] != chosen for model in listed):
        provider, _slash, name = chosen.partition("/")
        listed.append({"id": chosen, "name": name or chosen, "provider": provider})
    return listed


def _last_model(request: HttpRequest) -> str:
    recent = Chat.objects.visible_to(request.user).kept().exclude(model="").newest_first()
    last = recent.values_list("model", flat=True).first() or ""
    return last if last in {model.id for model in catalogue.models} else catalogue.default


def _starters() -> list[str]:
    return [
        _("Explain a difficult idea in plain words"),
        _("Plan a weekend in a city I have never seen"),
        _("Find the mistake in this piece of code"),
        _("Write a friendly letter of complaint"),
    ]
