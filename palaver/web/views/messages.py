"""Messages, and the runs of models that fill them."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from palaver.accounts.limits import LimitReached, check_running_generations
from palaver.chats.models import Chat, Message
from palaver.generation import branching
from palaver.generation.models import Generation
from palaver.generation.sending import send
from palaver.web import composer
from palaver.web.forms import MessageForm, RetryForm
from palaver.web.views.changed import changed


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
    return changed(request, chat.pk, form.cleaned_data["version"])


@require_POST
def stop(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    generation = _generation(request, message_id)
    branching.stop(generation)
    return changed(request, generation.message.chat_id)


@require_POST
def retry(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    generation = _generation(request, message_id)
    chat = generation.message.chat
    form = RetryForm(request.POST)
    if not form.is_valid():
        return composer.refuse(request, composer.first_error(form), back=chat)
    try:
        branching.retry(request.user, generation, form.cleaned_data["model"])
    except LimitReached as reached:
        return composer.refuse(request, reached.sentence, back=chat)
    return changed(request, chat.pk)


@require_POST
def go_on(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    generation = _generation(request, message_id)
    try:
        check_running_generations(Generation.objects.owned_by(request.user).live().count())
    except LimitReached as reached:
        return composer.refuse(request, reached.sentence, back=generation.message.chat)
    generation.go_on()
    return changed(request, generation.message.chat_id)


@require_GET
def text(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=message_id)
    return HttpResponse(message.text, content_type="text/markdown; charset=utf-8")


def _generation(request: HttpRequest, message_id: uuid.UUID) -> Generation:
    visible = Generation.objects.visible_to(request.user).select_related("message__chat")
    return get_object_or_404(visible, message=message_id)
