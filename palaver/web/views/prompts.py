"""The library of prompts: the pages, and what the message box asks for after a "/"."""

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palaver.chats.models import Prompt
from palaver.web import place
from palaver.web.prompt_form import PromptForm
from palaver.web.views.shelf import Shelf

MOST_OFFERED = 20

shelf = Shelf(Prompt, PromptForm, "prompt", unlisted="text")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return shelf.index(request)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return shelf.new(request)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, prompt_id: uuid.UUID) -> HttpResponse:
    return shelf.edit(request, prompt_id)


@require_POST
def copy(request: HttpRequest, prompt_id: uuid.UUID) -> HttpResponse:
    return shelf.copy(request, prompt_id)


@require_POST
def discard(request: HttpRequest, prompt_id: uuid.UUID) -> HttpResponse:
    return shelf.discard(request, prompt_id)


@require_GET
def offer(request: HttpRequest) -> HttpResponse:
    """The options for what was typed after the "/"."""
    visible = Prompt.objects.visible_to(request.user).select_related("owner")
    meant = visible.matching(request.GET.get("q", "").replace("\0", ""), request.user)
    context = {"prompts": meant.defer("text")[:MOST_OFFERED]}
    return render(request, "chats/_prompt_options.html", context)


@require_GET
def text(request: HttpRequest, prompt_id: uuid.UUID) -> JsonResponse:
    """The text to insert, and what of it is left to be filled in."""
    prompt = get_object_or_404(Prompt.objects.visible_to(request.user), pk=prompt_id)
    filled = prompt.filled(request.user, place.now(request))
    return JsonResponse({"text": filled, "blanks": prompt.blanks})
