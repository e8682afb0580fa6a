"""The trash: what is in it, and what is taken out for good."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from palaver.chats.models import Chat
from palaver.chats.models.trash import TRASH_PERIOD
from palaver.web.acts import selected
from palaver.web.lists import as_uuid, sidebar

PER_PAGE = 50


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    trash = Chat.objects.restorable_by(request.user)
    before = as_uuid(request.GET.get("list_before", ""))
    last = trash.filter(pk=before).first() if before else None
    chats = trash.latest_first()
    page: list[Any] = list((chats.deleted_before(last) if last else chats)[: PER_PAGE + 1])
    for chat in page:
        chat.days_left = (chat.deleted_at + TRASH_PERIOD - timezone.now()).days + 1
    context = {
        "rows": page[:PER_PAGE],
        "older": page[PER_PAGE - 1].pk if len(page) > PER_PAGE else None,
        **sidebar(request),
    }
    return render(request, "palaver/trash.html", context)


@require_GET
def confirm(request: HttpRequest) -> HttpResponse:
    """Asks once more before chats are deleted for good: some, or all in the trash."""
    everything = "everything" in request.GET
    chats = selected(request, everything, in_trash=True)
    number = chats.count()
    if not number:
        raise Http404
    named = [] if everything else chats
    context = {"number": number, "chats": named, "everything": everything}
    return render(request, "palaver/removal.html", context)
