"""How a form that changes a chat is answered."""

import uuid
from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe

from palaver.turbo import TurboStreamResponse, accepts_turbo_stream
from palaver.web.advance import advance


def changed(request: HttpRequest, chat_id: uuid.UUID, version: int | None = None) -> HttpResponse:
    """What the page must change, by the very Turbo Stream that its socket would bring."""
    if not accepts_turbo_stream(request):
        return redirect("palaver:chat", chat_id)
    shown_version = version if version is not None else _shown_version(request)
    if shown_version is None:
        return HttpResponse(status=204)
    _version, html = advance(chat_id, cast("int", request.user.pk), shown_version)
    return TurboStreamResponse(mark_safe(html))  # noqa: S308  rendered by a template


def _shown_version(request: HttpRequest) -> int | None:
    field = forms.IntegerField(min_value=0)
    try:
        return cast("int | None", field.clean(request.POST.get("version")))
    except forms.ValidationError:
        return None
