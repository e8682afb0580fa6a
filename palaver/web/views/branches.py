"""Branches of a chat: a question put otherwise, another branch to look at, a chat of its own."""

import uuid
from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palaver.accounts.limits import LimitReached
from palaver.chats.models import Message, Role
from palaver.generation import branching
from palaver.generation.sending import send_instead
from palaver.web import composer
from palaver.web.conversation import Conversation
from palaver.web.forms import EditForm
from palaver.web.views.changed import changed


@require_GET
def show(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    """A question by itself, as it is put back where its editing is given up."""
    question = _question(request, question_id)
    shown = Conversation(question.chat, cast("int", request.user.pk)).shown([question])
    return render(request, "palaver/question.html", {"message": question, "messages": shown})


@require_GET
def more(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """What is done less often with an answer."""
    answers = _visible(request).filter(role=Role.ASSISTANT).select_related("generation")
    answer = get_object_or_404(answers.defer("html", "text"), pk=message_id)
    models = composer.choice_of_models(answer.generation.model)
    return render(request, "palaver/more.html", {"message": answer, **models})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    question = _question(request, question_id)
    if request.method == "GET":
        return _form(request, question, EditForm(initial={"text": question.text}))
    form = EditForm(request.POST)
    if not form.is_valid():
        return _form(request, question, form, status=422)
    try:
        send_instead(request.user, question, form.draft)
    except LimitReached as reached:
        form.add_error("text", reached.sentence)
        return _form(request, question, form, status=422)
    return changed(request, question.chat_id, form.cleaned_data["version"])


@require_POST
def choose(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    message = _message(request, message_id)
    branching.choose(request.user, message)
    return changed(request, message.chat_id)


@require_POST
def fork(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    message = _message(request, message_id)
    try:
        chat = branching.fork(request.user, message)
    except branching.NotYet:
        sentence = _("Wait until the answer is complete, then fork the chat.")
        return composer.refuse(request, sentence, back=message.chat)
    return redirect("palaver:chat", chat.pk)


def _form(
    request: HttpRequest, question: Message, form: EditForm, status: int = 200
) -> HttpResponse:
    sentence = composer.first_error(form) if form.errors else ""
    context = {"message": question, "form": form, "sentence": sentence, "client_id": uuid.uuid4()}
    return render(request, "palaver/edit.html", context, status=status)


def _question(request: HttpRequest, question_id: uuid.UUID) -> Message:
    return get_object_or_404(_visible(request), pk=question_id, role=Role.USER)


def _message(request: HttpRequest, message_id: uuid.UUID) -> Message:
    return get_object_or_404(_visible(request), pk=message_id)


def _visible(request: HttpRequest) -> QuerySet[Message]:
    return Message.objects.visible_to(request.user).select_related("chat")
