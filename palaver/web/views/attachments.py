"""Files that people attach: taken, served to those who may see them, and never run."""

import asyncio
import uuid
from collections.abc import AsyncIterator

from django import forms
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from palaver.accounts.limits import LimitReached
from palaver.chats.models import Attachment, Chat
from palaver.chats.problems import Unusable
from palaver.generation.attaching import attach
from palaver.turbo import TurboStreamResponse, accepts_turbo_stream, turbo_stream
from palaver.web import composer

# A text or an image is a page of the browser's own making, with a style inside.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
CHUNK = 64 * 1024  # bytes
REFUSED = 422
SHOWN_BY_BROWSERS = ("image", "text")
TEXT = "text/plain; charset=utf-8"
KEPT = "private, max-age=86400"  # seconds: a thumbnail never changes


class AttachmentForm(forms.Form):
    """Files for a message in this chat, or in a new one; a script sends one by one."""

    file = forms.FileField(
        allow_empty_file=True, error_messages={"required": _("Choose a file first.")}
    )
    chat = forms.UUIDField(required=False)
    client_id = forms.UUIDField(required=False)


@require_POST
def create(request: HttpRequest) -> HttpResponse:
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refuse(request, composer.first_error(form), None)
    chat = _chat(request, form.cleaned_data["chat"])
    ids = [form.cleaned_data["client_id"] or uuid.uuid4()]
    try:
        for file in request.FILES.getlist("file"):
            attachment = attach(request.user, chat, file, ids.pop() if ids else uuid.uuid4())
    except (LimitReached, Unusable) as refusal:
        return _refuse(request, refusal.sentence, chat)
    return _chip(request, attachment) if _asks_for_part(request) else _back(chat)


@require_GET
def show(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponse:
    """As the composer shows it."""
    return _chip(request, _unsent(request, attachment_id))


@require_POST
def discard(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponse:
    attachment = _unsent(request, attachment_id)
    attachment.delete()
    if accepts_turbo_stream(request):
        return TurboStreamResponse(turbo_stream.remove(f"attachment_{attachment_id}"))
    return _back(attachment.chat)


@require_GET
def file(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponseBase:
    attachment = _visible(request, attachment_id)
    is_shown = attachment.kind in SHOWN_BY_BROWSERS
    media_type = TEXT if attachment.kind == "text" else attachment.media_type
    disposition = content_disposition_header(not is_shown, attachment.name)
    response = _served(attachment.file, media_type)
    response["Content-Disposition"] = disposition or "attachment"
    return response


@require_GET
def thumbnail(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponseBase:
    response = _served(_visible(request, attachment_id).thumbnail, "image/webp")
    response["Content-Disposition"] = "inline"
    response["Cache-Control"], response["Vary"] = KEPT, "Cookie"  # not for the next one here
    return response


def _visible(request: HttpRequest, attachment_id: uuid.UUID) -> Attachment:
    return get_object_or_404(Attachment.objects.visible_to(request.user), pk=attachment_id)


def _unsent(request: HttpRequest, attachment_id: uuid.UUID) -> Attachment:
    unsent = Attachment.objects.visible_to(request.user).filter(sent_with=None)
    return get_object_or_404(unsent.select_related("chat"), pk=attachment_id)


def _chat(request: HttpRequest, chat_id: uuid.UUID | None) -> Chat | None:
    visible = Chat.objects.visible_to(request.user)
    return get_object_or_404(visible, pk=chat_id) if chat_id else None


def _asks_for_part(request: HttpRequest) -> bool:
    return "Turbo-Frame" in request.headers


def _chip(request: HttpRequest, attachment: Attachment) -> HttpResponse:
    return render(request, "chats/_attachment.html", {"attachment": attachment})


def _refuse(request: HttpRequest, sentence: str, chat: Chat | None) -> HttpResponse:
    if _asks_for_part(request):
        return HttpResponse(sentence, status=REFUSED, content_type=TEXT)
    return composer.refuse(request, sentence, back=chat)


def _back(chat: Chat | None) -> HttpResponse:
    return redirect("palaver:chat", chat.pk) if chat else redirect("palaver:new_chat")


def _served(file: FieldFile, media_type: str) -> HttpResponseBase:
    """The stored file a little at a time: a slow reader holds no more of it in memory."""
    if not file.name or not file.storage.exists(file.name):
        raise Http404
    headers = {
        "Content-Security-Policy": POLICY,
        "Content-Length": str(file.storage.size(file.name)),
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(_chunks(file), content_type=media_type, headers=headers)


async def _chunks(file: FieldFile) -> AsyncIterator[bytes]:
    stored = await asyncio.to_thread(file.storage.open, file.name or "")
    try:
        while chunk := await asyncio.to_thread(stored.read, CHUNK):
            yield chunk
    finally:
        stored.close()
