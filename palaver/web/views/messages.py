"""Messages, and the runs of models that fill them."""

import uuid
from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from palaver.accounts.limits import LimitReached, check_running_generations
from palaver.chats.models import Chat, Message
from palaver.generation.models import Generation
from palaver.generation.sending import send
from palaver.turbo import TurboStreamResponse, accepts_turbo_stream
from palaver.web import composer
from palaver.web.advance import advance
from palaver.web.forms import MessageForm, RetryForm


@require_POST
def create(request: HttpRequest, chat_id: uuid.UUID) -> HttpResponse:
    chat = get_object_or_404(Chat.objects.visible_to(request.user), pk=chat_id)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return composer.refuse(request, composer.first_error(form), typed=form.data, back=chat)
    try:
        send(request.user, chat, form.draft)
    except LimitReached as reached:
        return composer.refuse(request, reached.sentence, typed=form.data, back=chat)
    return _changed(request, chat.pk, form.cleaned_data["version"])


@require_POST
def stop(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    generation = _generation(request, message_id)
    generation.stop()
    return _changed(request, generation.message.chat_id)


@require_POST
def retry(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    generation = _generation(request, message_id)
    form = RetryForm(request.POST)
    if not form.is_valid():
        return composer.refuse(request, composer.first_error(form), back=generation.message.chat)
    if refusal := _limit_refusal(request, generation):
        return refusal
    generation.retry(model=form.cleaned_data["model"])
    return _changed(request, generation.message.chat_id)


@require_POST
def go_on(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    generation = _generation(request, message_id)
    if refusal := _limit_refusal(request, generation):
        return refusal
    generation.go_on()
    return _changed(request, generation.message.chat_id)


@require_GET
def text(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=message_id)
    return HttpResponse(message.text, content_type="text/markdown; charset=utf-8")


def _generation(request: HttpRequest, message_id: uuid.UUID) -> Generation:
    visible = Generation.objects.visible_to(request.user).select_related("message__chat")
    return get_object_or_404(visible, message=message_id)


def _limit_refusal(request: HttpRequest, generation: Generation) -> HttpResponse | None:
    try:
        check_running_generations(Generation.objects.owned_by(request.user).live().count())
    except LimitReached as reached:
        return composer.refuse(request, reached.sentence, back=generation.message.chat)
    return None


def _changed(request: HttpRequest, chat_id: uuid.UUID, version: int | None = None) -> HttpResponse:
    """What the page must change, by the very Turbo Stream that its socket would bring."""
    if not accepts_turbo_stream(request):
        return redirect("palaver:chat", chat_id)
    shown_version = version if version is not None else _shown_version(request)
    if shown_version is None:
        return HttpResponse(status=204)
    _version, html = advance(chat_id, shown_version)
    return TurboStreamResponse(mark_safe(html))  # noqa: S308  rendered by a template


def _shown_version(request: HttpRequest) -> int | None:
    field = forms.IntegerField(min_value=0)
    try:
        return cast("int | None", field.clean(request.POST.get("version")))
    except forms.ValidationError:
        return None
