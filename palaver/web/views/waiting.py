"""Messages that wait for the answer before them to end."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from palaver.generation.models import Waiting
from palaver.web import composer
from palaver.web.forms import WaitingForm
from palaver.web.views.changed import changed


@require_POST
def reword(request: HttpRequest, waiting_id: uuid.UUID) -> HttpResponse:
    waiting = _waiting(request, waiting_id)
    form = WaitingForm(request.POST)
    if not form.is_valid():
        return composer.refuse(request, composer.first_error(form), back=waiting.chat)
    waiting.reword(form.cleaned_data["text"])
    return changed(request, waiting.chat_id)


@require_POST
def remove(request: HttpRequest, waiting_id: uuid.UUID) -> HttpResponse:
    waiting = _waiting(request, waiting_id)
    waiting.remove()
    return changed(request, waiting.chat_id)


@require_POST
def send(request: HttpRequest, waiting_id: uuid.UUID) -> HttpResponse:
    """The first that waits is sent, where nothing is being answered."""
    waiting = _waiting(request, waiting_id)
    Waiting.objects.send_next(waiting.chat_id, at_once=True)
    return changed(request, waiting.chat_id)


def _waiting(request: HttpRequest, waiting_id: uuid.UUID) -> Waiting:
    visible = Waiting.objects.visible_to(request.user).select_related("chat")
    return get_object_or_404(visible, pk=waiting_id)
