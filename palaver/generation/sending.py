"""Sending a message: fit to be stored, within the person's limits, into a chat that is theirs."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from palaver.accounts.limits import (
    LimitReached,
    check_attachments,
    check_message_length,
    check_running_generations,
    count_send,
)
from palaver.chats.models import Attachment, Chat, Message
from palaver.chats.models.chat import one_line
from palaver.generation.catalogue import catalogue
from palaver.generation.models import AnswerRunning, Generation, TooManyWaiting, Waiting
from palaver.lib.text import is_storable


class Unsendable(Exception):
    """The text is no message; `sentence` tells the person why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is sent; `client_id` is the sender's, so that twice is no harm."""

    text: str
    client_id: uuid.UUID
    model: str = ""
    also: tuple[str, ...] = ()  # models that are asked the same beside it
    attachments: tuple[uuid.UUID, ...] = ()
    beginning: Mapping[str, Any] = field(default_factory=dict)  # fields of the chat, if it is new


def sendable(text: str) -> str:
    """The text as it will be stored. Raises Unsendable, or LimitReached where it is too long."""
    text = text.replace("\r\n", "\n")
    if not text.strip():
        raise Unsendable(_("Write a message first."))
    if not is_storable(text):
        raise Unsendable(_("The message has characters that cannot be stored."))
    check_message_length(text)
    return text


def send(user: Any, chat: Chat | None, draft: Draft, *, may_wait: bool = True) -> Chat:
    """The chat with the message in it; sent twice with one `client_id`, it is there once.

    While the answer before it is live it waits in the chat, if it may. Raises LimitReached with a
    sentence for the person; nothing is written then.
    """
    if (sent := _already_sent(user, chat, draft.client_id)) is not None:
        return sent
    count_send(user.pk)
    here: Any = chat
    try:
        with transaction.atomic():
            here = here or Chat.objects.opened_by(user, draft.client_id, **draft.beginning)
            _attach(user, here, draft)
            _ask(user, here, draft)
    except AnswerRunning:
        if not may_wait:
            raise LimitReached(
                _("An answer is still being written. Wait for it or stop it.")
            ) from None
        _wait(user, here, draft)
    return cast("Chat", here)


def send_instead(user: Any, question: Message, draft: Draft) -> None:
    """The question put otherwise, beside the first. Raises LimitReached as `send` does."""
    if _already_sent(user, question.chat, draft.client_id) is None:
        count_send(user.pk)
        with transaction.atomic():
            model = _model(question.chat, draft)
            same = {question.client_id: draft.client_id}
            Attachment.objects.of([question]).copy(question.chat, same)
            Generation.objects.ask_instead(
                question, draft.text, client_id=draft.client_id, model=model
            )
            _check_running(user)


def _attach(user: Any, chat: Any, draft: Draft) -> None:
    """A message without text is one of its files only."""
    if draft.attachments:
        check_attachments(len(draft.attachments))
        Attachment.objects.send(user, draft.attachments, chat, draft.client_id)
    if not draft.text:
        sent = Attachment.objects.filter(chat=chat, sent_with=draft.client_id).order_by("id")
        if (first := sent.first()) is None:
            raise LimitReached(_("Write a message first."))
        Chat.objects.filter(pk=chat.pk, opening="").update(opening=one_line(first.name))


def _ask(user: Any, chat: Chat, draft: Draft) -> None:
    model = _model(chat, draft)
    Generation.objects.ask(
        chat, draft.text, client_id=draft.client_id, model=model, also=draft.also
    )
    _check_running(user)


def _wait(user: Any, chat: Any, draft: Draft) -> None:
    model = _model(chat, draft)
    try:
        with transaction.atomic():
            _attach(user, chat, draft)
            Waiting.objects.add(chat, draft.text, client_id=draft.client_id, model=model)
    except TooManyWaiting:
        raise LimitReached(_("Too many messages wait for the answer already.")) from None
    Waiting.objects.send_next(chat.pk)  # where the answer ended meanwhile


def _model(chat: Chat, draft: Draft) -> str:
    return draft.model or chat.model or catalogue.default


def _check_running(user: Any) -> None:
    """That there are not too many with what has just been asked, which is taken back then."""
    check_running_generations(Generation.objects.owned_by(user).live().count() - 1)


def _already_sent(user: Any, chat: Chat | None, client_id: uuid.UUID) -> Chat | None:
    if chat is None:
        return Chat.objects.visible_to(user).filter(client_id=client_id).first()
    there = chat.messages.filter(client_id=client_id).exists()
    return chat if there or _waits(chat, client_id) else None


def _waits(chat: Chat, client_id: uuid.UUID) -> bool:
    waiting = chat.waiting_version and Waiting.objects.filter(chat=chat, client_id=client_id)
    return bool(waiting and waiting.exists())
