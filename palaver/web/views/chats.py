"""Chats: the list, one chat, and what can be done with it as a whole."""

import uuid
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palaver.accounts.limits import LimitReached
from palaver.chats import sidebar
from palaver.chats.models import Chat
from palaver.generation.bus import announce
from palaver.generation.hints import ChatMoved
from palaver.generation.models import Generation
from palaver.generation.sending import send
from palaver.generation.shown import shown
from palaver.turbo import TurboStreamResponse, accepts_turbo_stream, turbo_stream
from palaver.web import composer
from palaver.web.forms import MessageForm, TitleForm

CHATS_PER_PAGE = 40
MESSAGES_PER_PAGE = 50


@require_GET
def new(request: HttpRequest) -> HttpResponse:
    context = {**_sidebar(request), **composer.context(request)}
    return render(request, "palaver/new_chat.html", context)


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """GET: a page of the list; POST: a new chat with its first message."""
    if request.method == "POST":
        return _create(request)
    in_frame = "Turbo-Frame" in request.headers
    template = "chats/_list.html" if in_frame else "palaver/chats.html"
    return render(request, template, _sidebar(request))


@require_GET
def show(request: HttpRequest, chat_id: uuid.UUID) -> HttpResponse:
    chat = get_object_or_404(Chat.objects.visible_to(request.user), pk=chat_id)
    context = {**_conversation(request, chat), **composer.context(request, chat)}
    if request.headers.get("Turbo-Frame"):
        return render(request, "palaver/_earlier.html", context)
    return render(request, "palaver/chat.html", {**context, **_sidebar(request, chat)})


@require_POST
def rename(request: HttpRequest, chat_id: uuid.UUID) -> HttpResponse:
    chat = get_object_or_404(Chat.objects.visible_to(request.user), pk=chat_id)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return composer.refuse(request, composer.first_error(form), back=chat)
    chat.rename(form.cleaned_data["title"])
    announce(ChatMoved(chat.pk, chat.version))
    sidebar.replace(chat, live=_is_live(chat))
    return redirect("palaver:chat", chat.pk)


@require_POST
def discard(request: HttpRequest, chat_id: uuid.UUID) -> HttpResponse:
    chat = get_object_or_404(Chat.objects.visible_to(request.user), pk=chat_id)
    Generation.objects.in_chat(chat).stop()
    chat.discard()
    announce(ChatMoved(chat.pk, chat.version))
    sidebar.remove(chat)
    return _deleted(request, chat)


@require_POST
def restore(request: HttpRequest, chat_id: uuid.UUID) -> HttpResponse:
    chat = get_object_or_404(Chat.objects.restorable_by(request.user), pk=chat_id)
    chat.restore()
    announce(ChatMoved(chat.pk, chat.version))
    sidebar.put_back(chat)
    return redirect("palaver:chat", chat.pk)


def _create(request: HttpRequest) -> HttpResponse:
    form = MessageForm(request.POST)
    if not form.is_valid():
        return composer.refuse(request, composer.first_error(form), typed=form.data)
    try:
        chat = send(request.user, None, form.draft)
    except LimitReached as reached:
        return composer.refuse(request, reached.sentence, typed=form.data)
    return redirect("palaver:chat", chat.pk)


def _deleted(request: HttpRequest, chat: Chat) -> HttpResponse:
    if not accepts_turbo_stream(request):
        return render(request, "palaver/deleted.html", {"chat": chat, **_sidebar(request)})
    return TurboStreamResponse(
        turbo_stream.remove(sidebar.item_id(chat)),
        turbo_stream.append(
            "toasts",
            template="palaver/_deleted_toast.html",
            context={"chat": chat},
            request=request,
        ),
    )


def _conversation(request: HttpRequest, chat: Chat) -> dict[str, Any]:
    messages = chat.messages.select_related("generation").order_by("-id")
    if before := _uuid(request.GET.get("before", "")):
        messages = messages.earlier_than(before)
    page = list(messages[: MESSAGES_PER_PAGE + 1])
    has_more = len(page) > MESSAGES_PER_PAGE
    page = page[:MESSAGES_PER_PAGE][::-1]
    return {
        "chat": chat,
        "messages": shown(page),
        "earlier": page[0].pk if has_more else None,
    }


def _sidebar(request: HttpRequest, chat: Chat | None = None) -> dict[str, Any]:
    live = Generation.objects.live().filter(message__chat=OuterRef("pk"))
    visible = Chat.objects.visible_to(request.user)
    chats = visible.newest_first().annotate(live=Exists(live))
    before = _uuid(request.GET.get("list_before", ""))
    if before and (last := visible.filter(pk=before).first()):
        chats = chats.before(last)
    page = list(chats.only("title", "opening", "active_at")[: CHATS_PER_PAGE + 1])
    more = page[CHATS_PER_PAGE - 1].pk if len(page) > CHATS_PER_PAGE else None
    return {"chats": page[:CHATS_PER_PAGE], "next_before": more, "current": chat}


def _is_live(chat: Chat) -> bool:
    return Generation.objects.live().in_chat(chat).exists()


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
