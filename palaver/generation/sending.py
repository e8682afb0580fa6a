"""Sending a message: fit to be stored, within the person's limits, into a chat that is theirs."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from palaver.accounts.limits import (
    LimitReached,
    check_message_length,
    check_running_generations,
    count_send,
)
from palaver.chats.models import Chat
from palaver.generation.catalogue import catalogue
from palaver.generation.models import AnswerRunning, Generation
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


def sendable(text: str) -> str:
    """The text as it will be stored. Raises Unsendable, or LimitReached where it is too long."""
    text = text.replace("\r\n", "\n")
    if not text.strip():
        raise Unsendable(_("Write a message first."))
    if not is_storable(text):
        raise Unsendable(_("The message has characters that cannot be stored."))
    check_message_length(text)
    return text


def send(user: Any, chat: Chat | None, draft: Draft) -> Chat:
    """The chat with the message in it; sent twice with one `client_id`, it is there once.

    Raises LimitReached with a sentence for the person; nothing is written then.
    """
    if (sent := _already_sent(user, chat, draft.client_id)) is not None:
        return sent
    count_send(user.pk)
    check_running_generations(Generation.objects.owned_by(user).live().count())
    try:
        with transaction.atomic():
            chat = chat or Chat.objects.opened_by(user, draft.client_id)
            model = draft.model or chat.model or catalogue.default
            Generation.objects.ask(chat, draft.text, client_id=draft.client_id, model=model)
    except AnswerRunning:
        raise LimitReached(_("An answer is still being written. Wait for it or stop it.")) from None
    return chat


def _already_sent(user: Any, chat: Chat | None, client_id: uuid.UUID) -> Chat | None:
    if chat is None:
        return Chat.objects.visible_to(user).filter(client_id=client_id).first()
    return chat if chat.messages.filter(client_id=client_id).exists() else None
