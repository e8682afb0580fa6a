"""The parameters of a chat, and of one that is about to begin."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from palaver.chats.models import Chat
from palaver.generation.bus import announce
from palaver.generation.catalogue import catalogue
from palaver.generation.hints import ChatMoved
from palaver.turbo import TurboStreamResponse, accepts_turbo_stream, turbo_stream
from palaver.web.parameters import ParametersForm


@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """The fields alone, which are sent with the first message."""
    model = catalogue.describe(request.GET.get("model", ""))
    filled_in = request.GET if len(request.GET) > 1 else None
    form = ParametersForm(filled_in, model=model)
    return render(request, "palaver/parameters.html", {"form": form, "model": model})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, chat_id: uuid.UUID) -> HttpResponse:
    chat = get_object_or_404(Chat.objects.visible_to(request.user), pk=chat_id)
    name = request.POST.get("model") or request.GET.get("model") or chat.model
    model = catalogue.describe(name or catalogue.default)
    data = request.POST if request.method == "POST" else None
    form = ParametersForm(data, model=model, chosen=chat.parameters)
    if form.is_bound and form.is_valid():
        return _keep(request, chat, form)
    context = {"form": form, "model": model, "chat": chat}
    status = 422 if form.is_bound else 200
    return render(request, "palaver/parameters.html", context, status=status)


def _keep(request: HttpRequest, chat: Chat, form: ParametersForm) -> HttpResponse:
    unseen = {k: v for k, v in (chat.parameters or {}).items() if k not in form.fields}
    chat.advance(parameters={**unseen, **form.parameters} or None)
    announce(ChatMoved(chat.pk, chat.version))
    if not accepts_turbo_stream(request):
        return redirect("palaver:chat", chat.pk)
    toast = {"text": _("The next answer goes by these parameters.")}
    return TurboStreamResponse(
        turbo_stream.append("toasts", template="palaver/_toast.html", context=toast)
    )
