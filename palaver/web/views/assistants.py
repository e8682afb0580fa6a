"""Assistants: those that a person may begin a chat with, and the making of them."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palaver.chats.models import Assistant, Chat
from palaver.web.assistant_form import AssistantForm
from palaver.web.views.shelf import Shelf

shelf = Shelf(Assistant, AssistantForm, "assistant", unlisted="system_prompt")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return shelf.index(request)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return shelf.new(request)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, assistant_id: uuid.UUID) -> HttpResponse:
    return shelf.edit(request, assistant_id)


@require_POST
def copy(request: HttpRequest, assistant_id: uuid.UUID) -> HttpResponse:
    return shelf.copy(request, assistant_id)


@require_POST
def discard(request: HttpRequest, assistant_id: uuid.UUID) -> HttpResponse:
    return shelf.discard(request, assistant_id)


@require_GET
def of_chat(request: HttpRequest, chat_id: uuid.UUID) -> HttpResponse:
    """What the model of a chat was told."""
    chat = get_object_or_404(Chat.objects.visible_to(request.user), pk=chat_id)
    return render(request, "palaver/told.html", {"chat": chat})
