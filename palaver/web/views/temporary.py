"""The end of a temporary chat, of which nothing is left."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from palaver.chats.models import Chat
from palaver.generation.bus import announce
from palaver.generation.hints import ChatMoved
from palaver.turbo import TurboStreamResponse, accepts_turbo_stream, turbo_stream


def end(request: HttpRequest, chat: Chat) -> HttpResponse:
    gone = ChatMoved(chat.pk, chat.version + 1)
    chat.delete()
    announce(gone)
    if accepts_turbo_stream(request):
        toast = turbo_stream.append(
            "toasts",
            template="palaver/_order_toast.html",
            context={"text": _("The temporary chat is gone.")},
            request=request,
        )
        return TurboStreamResponse(toast)
    messages.success(request, _("The temporary chat is gone."))
    return redirect("palaver:new_chat")
