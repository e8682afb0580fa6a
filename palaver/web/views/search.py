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
SHOWN = ("role", "text", "created_at", "chat__title", "chat__opening", "generation__model")


@dataclass(frozen=True, slots=True)
class Hit:
    """A message, or a chat, with the words in it marked."""

    found: Any
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
        "titles": _titles(found, query, request.user),
        "hits": _hits(found, query, request.user),
        "number": found.number,
        "has_many": found.number >= RANKED,
        "next": page + 1 if found.has_more and page < LAST_PAGE else None,
    }


def _titles(found: Found, query: Query, user: Any) -> list[Hit]:
    chats = Chat.objects.visible_to(user).only("title", "opening").in_bulk(found.chats)
    there = (chats[key] for key in found.chats if key in chats)
    return [Hit(chat, marked(chat.display_title, query.wanted)) for chat in there]


def _hits(found: Found, query: Query, user: Any) -> list[Hit]:
    visible = Message.objects.visible_to(user).select_related("chat", "generation")
    messages = visible.only(*SHOWN).in_bulk(found.messages)
    there = (messages[key] for key in found.messages if key in messages)
    return [Hit(message, snippet(message.text, query.wanted)) for message in there]


def _answered_by(model: str) -> QuerySet[Any]:
    return Generation.objects.filter(model__icontains=model).values("message")


def _frame(request: HttpRequest) -> str:
    """The frame that asks, which gets its own name back."""
    name = request.headers.get("Turbo-Frame", "")
    return name if NAME.fullmatch(name) else FRAME


def _page(request: HttpRequest) -> int:
    number = request.GET.get("page", "")
    return min(LAST_PAGE, int(number)) if NUMBER.fullmatch(number) else 1
