"""Sending a message: within the person's limits, into a chat that is theirs."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from palaver.accounts.limits import LimitReached, check_running_generations, count_send
from palaver.chats.models import Chat
from palaver.generation.catalogue import catalogue
from palaver.generation.models import AnswerRunning, Generation


def send(user: Any, chat: Chat | None, message: dict[str, Any]) -> Chat:
    """The chat with the message in it; sent twice with one `client_id`, it is there once.

    Raises LimitReached with a sentence for the person; nothing is written then.
    """
    client_id: uuid.UUID = message["client_id"]
    if (sent := _already_sent(user, chat, client_id)) is not None:
        return sent
    count_send(user.pk)
    check_running_generations(Generation.objects.owned_by(user).live().count())
    try:
        with transaction.atomic():
            chat = chat or Chat.objects.opened_by(user, client_id)
            model = message["model"] or chat.model or catalogue.default
            Generation.objects.ask(chat, message["text"], client_id=client_id, model=model)
    except AnswerRunning:
        raise LimitReached(_("An answer is still being written. Wait for it or stop it.")) from None
    return chat


def _already_sent(user: Any, chat: Chat | None, client_id: uuid.UUID) -> Chat | None:
    if chat is None:
        return Chat.objects.visible_to(user).filter(client_id=client_id).first()
    return chat if chat.messages.filter(client_id=client_id).exists() else None
