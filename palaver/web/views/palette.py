"""What the command palette asks the server for; all else it finds in the page."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from palaver.chats.models import Chat

MOST_CHATS = 8
MOST_WORDS = 8  # the rest of a longer question is left out


@require_GET
def chats(request: HttpRequest) -> HttpResponse:
    """Those in whose titles all words of `q` occur, the last used first; without it, the last."""
    found = Chat.objects.visible_to(request.user).kept().newest_first()
    for word in request.GET.get("q", "").replace("\0", "").split()[:MOST_WORDS]:
        found = found.filter(Q(title__icontains=word) | Q(title="", opening__icontains=word))
    page = found.only("title", "opening")[:MOST_CHATS]
    return render(request, "palaver/_found_chats.html", {"chats": page})
