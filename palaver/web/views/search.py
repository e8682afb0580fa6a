"""The search: its page, and the frame in it that follows what is typed."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from palaver.chats.models import Chat, Message
from palaver.chats.search import (
    LAST_PAGE,
    LONGEST,
    RANKED,
    Found,
    Query,
    Search,
    marked,
    snippet,
)
from palaver.generation.models import Generation
from palaver.web import lists, place

FRAME = "search_results"
NAME = re.compile(r"[\w-]{1,60}", re.ASCII)
NUMBER = re.compile(r"[1-9][0-9]{0,3}")
SHOWN = ("chat", "role", "text", "created_at", "generation__model")


@dataclass(frozen=True, slots=True)
class Hit:
    """A chat whose title has the words, or a message in it, with the words marked."""

    chat: Chat
    message: Message | None
    marked: SafeString


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The answer to `q`, in whatever frame asks for it, or on the page."""
    context = _results(request)
    if "Turbo-Frame" in request.headers:
        return render(request, "palaver/_search_results.html", context)
    return render(request, "palaver/search.html", {**context, **lists.sidebar(request)})


def _results(request: HttpRequest) -> dict[str, Any]:
    text, page = request.GET.get("q", "")[:LONGEST], _page(request)
    query = Query.parse(text)
    context = {"text": text, "query": query, "frame": _frame(request), "page": page}
    if not query:
        return context
    with timezone.override(place.now(request).tzinfo):
        found = Search(request.user, query, _answered_by).find(page)
    return {
        **context,
        **_hits(found, query, request.user),
        "number": found.number,
        "has_many": found.number >= RANKED,
        "next": page + 1 if found.has_more and page < LAST_PAGE else None,
    }


def _hits(found: Found, query: Query, user: Any) -> dict[str, list[Hit]]:
    said = Message.objects.select_related("generation").only(*SHOWN).in_bulk(found.messages)
    keys = {*found.chats, *(message.chat_id for message in said.values())}
    # Whatever the index says: of the chats it names, only those are shown that may be seen.
    chats = Chat.objects.visible_to(user).only("title", "opening").in_bulk(keys)
    messages = (said[key] for key in found.messages if key in said)
    return {
        "titles": [
            Hit(chats[key], None, marked(chats[key].display_title, query.wanted))
            for key in found.chats
            if key in chats
        ],
        "hits": [
            Hit(chats[message.chat_id], message, snippet(message.text, query.wanted))
            for message in messages
            if message.chat_id in chats
        ],
    }


def _answered_by(model: str) -> QuerySet[Any]:
    return Generation.objects.filter(model__icontains=model).values("message")


def _frame(request: HttpRequest) -> str:
    """The frame that asks, which gets its own name back."""
    name = request.headers.get("Turbo-Frame", "")
    return name if NAME.fullmatch(name) else FRAME


def _page(request: HttpRequest) -> int:
    number = request.GET.get("page", "")
    return min(LAST_PAGE, int(number)) if NUMBER.fullmatch(number) else 1
