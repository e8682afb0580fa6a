"""Chats: the list, one chat, and what can be done with it as a whole."""

import uuid
from collections.abc import Sequence
from typing import cast

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
from palaver.web.destination import Destination
from palaver.web.forms import TitleForm
from palaver.web.lists import as_uuid
from palaver.web.lists import frame as sidebar_frame
from palaver.web.lists import sidebar as sidebar_lists
from palaver.web.views import order, temporary

PREFETCH = "prefetch"  # a page that nobody has opened yet


@require_GET
def new(request: HttpRequest) -> HttpResponse:
    lists = sidebar_lists(request)
    destination = Destination(request.GET, lists["tree"])
    context = {**lists, **beginning.context(request, destination.model), "destination": destination}
    return render(request, "palaver/new_chat.html", context)


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """GET: all chats, or in a frame the sidebar; POST: a new chat with its first message."""
    if request.method == "POST":
        return _create(request)
    if "Turbo-Frame" in request.headers:
        return render(request, "chats/_list.html", sidebar_frame(request))
    return order.index(request)


@require_GET
def show(request: HttpRequest, chat_id: uuid.UUID) -> HttpResponse:
    """The end of the chat, or what is `before`, `after` or around a `message` of it."""
    chat = get_object_or_404(Chat.objects.visible_to(request.user), pk=chat_id)
    is_frame = bool(request.headers.get("Turbo-Frame"))
    waiting = () if is_frame else Waiting.objects.of(chat)
    stretch = _stretch(request, chat, waiting)
    context = {"chat": chat, "stretch": stretch}
    if is_frame:
        return render(request, "palaver/_stretch.html", context)
    context |= {"waiting": waiting, "unsent": stretch.unsent}
    context |= {**composer.context(request, chat), **sidebar_lists(request, chat)}
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
    sidebar.renew_pages(request.user)
    return redirect("palaver:chat", chat.pk)


@require_POST
def discard(request: HttpRequest, chat_id: uuid.UUID) -> HttpResponse:
    chat = get_object_or_404(Chat.objects.visible_to(request.user), pk=chat_id)
    if chat.is_temporary:
        return temporary.end(request, chat)
    Generation.objects.in_chat(chat).stop()
    chat.discard()
    announce(ChatMoved(chat.pk, chat.version))
    sidebar.remove(chat)
    sidebar.renew_pages(request.user)
    return _deleted(request, chat)


@require_POST
def restore(request: HttpRequest, chat_id: uuid.UUID) -> HttpResponse:
    chat = get_object_or_404(Chat.objects.restorable_by(request.user), pk=chat_id)
    chat.restore()
    announce(ChatMoved(chat.pk, chat.version))
    sidebar.put_back(chat)
    sidebar.renew_pages(request.user)
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
        return render(request, "palaver/deleted.html", {"chat": chat, **sidebar_lists(request)})
    return TurboStreamResponse(
        turbo_stream.remove(sidebar.item_id(chat)),
        turbo_stream.append(
            "toasts",
            template="palaver/_deleted_toast.html",
            context={"chat": chat},
            request=request,
        ),
    )


def _stretch(request: HttpRequest, chat: Chat, waiting: Sequence[Waiting]) -> Stretch:
    conversation = Conversation(chat, cast("int", request.user.pk), waiting)
    if "whole" in request.GET:
        return conversation.whole()
    for name, stretch in (("before", conversation.before), ("after", conversation.after)):
        if message_id := as_uuid(request.GET.get(name, "")):
            return stretch(message_id) or conversation.end()
    if message_id := as_uuid(request.GET.get("message", "")):
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
    return conversation.turned().around(message_id)


def _is_live(chat: Chat) -> bool:
    return Generation.objects.live().in_chat(chat).exists()
