"""Chats: the list, one chat, and what can be done with it as a whole."""

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palaver.accounts.limits import LimitReached
from palaver.chats import sidebar
from palaver.chats.models import Chat
from palaver.generation.branching import choose
from palaver.generation.bus import announce
from palaver.generation.hints import ChatMoved
from palaver.generation.models import Generation, Waiting
from palaver.generation.sending import send
from palaver.turbo import TurboStreamResponse, accepts_turbo_stream, turbo_stream
from palaver.web import beginning, composer
from palaver.web.beginning import NewChatForm
from palaver.web.conversation import Conversation, Stretch
from palaver.web.forms import TitleForm

CHATS_PER_PAGE = 40
PREFETCH = "prefetch"  # a page that nobody has opened yet


@require_GET
def new(request: HttpRequest) -> HttpResponse:
    context = {**_sidebar(request), **beginning.context(request)}
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
    """The end of the chat, or what is `before`, `after` or around a `message` of it."""
    chat = get_object_or_404(Chat.objects.visible_to(request.user), pk=chat_id)
    context = {"chat": chat, "stretch": _stretch(request, chat)}
    if request.headers.get("Turbo-Frame"):
        return render(request, "palaver/_stretch.html", context)
    context |= {"waiting": _waiting(chat), "unsent": context["stretch"].unsent}
    context |= {**composer.context(request, chat), **_sidebar(request, chat)}
    return render(request, "palaver/chat.html", context)


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
    form = NewChatForm(request)
    if not form.is_valid():
        return beginning.refuse(request, form)
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


def _stretch(request: HttpRequest, chat: Chat) -> Stretch:
    conversation = Conversation(chat, cast("int", request.user.pk))
    for name, stretch in (("before", conversation.before), ("after", conversation.after)):
        if message_id := _uuid(request.GET.get(name, "")):
            return stretch(message_id) or conversation.end()
    if message_id := _uuid(request.GET.get("message", "")):
        return _around(request, conversation, chat, message_id) or conversation.end()
    return conversation.end()


def _around(
    request: HttpRequest, conversation: Conversation, chat: Chat, message_id: uuid.UUID
) -> Stretch | None:
    if stretch := conversation.around(message_id):
        return stretch
    message = chat.messages.filter(pk=message_id).first()
    if message is None or PREFETCH in request.headers.get("X-Sec-Purpose", ""):
        return None
    choose(request.user, message)
    chat.refresh_from_db(fields=["version"])
    return Conversation(chat, cast("int", request.user.pk)).around(message_id)


def _waiting(chat: Chat) -> Iterable[Waiting]:
    return Waiting.objects.filter(chat=chat).order_by("id") if chat.waiting_version else ()


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
