"""What a person thinks of an answer: a thumb at once, and the reason if they like."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from palaver.chats.models import Feedback, Message, Role
from palaver.chats.models.feedback import KINDS, LONGEST_REASON, Kind, Verdict
from palaver.generation.bus import announce
from palaver.generation.hints import ChatMoved
from palaver.turbo import TurboStreamResponse, accepts_turbo_stream, turbo_stream
from palaver.web import composer


class FeedbackForm(forms.Form):
    """A thumb alone is asked for its reason; what is `explained` is not."""

    verdict = forms.ChoiceField(
        choices=Verdict.choices,
        error_messages={"required": _("Say whether the answer is good or bad.")},
    )
    kind = forms.ChoiceField(choices=Kind.choices, required=False)
    reason = forms.CharField(max_length=LONGEST_REASON, required=False)
    explained = forms.BooleanField(required=False)


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """GET: the form for the reason, on a page of its own; POST: the verdict, with or without."""
    message = _answer(request, message_id)
    if request.method == "GET":
        return render(request, "palaver/feedback.html", _context(request, message))
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return composer.refuse(request, composer.first_error(form), back=message.chat)
    explained = form.cleaned_data.pop("explained")
    Feedback.objects.give(request.user, message, **form.cleaned_data)
    return _changed(request, message, asks=not explained)


@require_POST
def withdraw(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    message = _answer(request, message_id)
    Feedback.objects.withdraw(request.user, message)
    return _changed(request, message, asks=False)


def _answer(request: HttpRequest, message_id: uuid.UUID) -> Message:
    answers = Message.objects.visible_to(request.user).filter(role=Role.ASSISTANT)
    return get_object_or_404(answers.select_related("chat"), pk=message_id)


def _changed(request: HttpRequest, message: Message, *, asks: bool) -> HttpResponse:
    announce(ChatMoved(message.chat_id, message.version))
    if not accepts_turbo_stream(request):
        return redirect(_next_page(message, asks))
    # A morph leaves the focus on the thumb that was pressed.
    return TurboStreamResponse(
        turbo_stream.replace(
            f"feedback_{message.pk}",
            attributes={"method": "morph"},
            template="chats/_feedback_given.html",
            context={**_context(request, message), "asks": asks},
            request=request,
        )
    )


def _next_page(message: Message, asks: bool) -> str:
    if asks:
        return reverse("palaver:feedback", args=[message.pk])
    return f"{reverse('palaver:chat', args=[message.chat_id])}?message={message.pk}"


def _context(request: HttpRequest, message: Message) -> dict[str, Any]:
    given = Feedback.objects.visible_to(request.user).filter(message=message).first()
    message.verdict = given.verdict if given else None
    return {
        "message": message,
        "given": given,
        "kinds": KINDS[Verdict(given.verdict)] if given else (),
        "longest_reason": LONGEST_REASON,
    }
