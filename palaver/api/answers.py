"""The answers that a person may follow; for a database thread."""

import uuid
from dataclasses import dataclass
from typing import Any

from palaver.accounts.limits import LimitReached
from palaver.api.requests import Refused, Resume, Send, not_found
from palaver.chats.models import Chat
from palaver.generation.models import Generation
from palaver.generation.sending import send


@dataclass(frozen=True, slots=True)
class Answer:
    """What never changes of an answer, and the epoch and the model that it has now."""

    generation_id: int
    message_id: uuid.UUID
    chat_id: uuid.UUID
    epoch: int
    model: str


def asked(user: Any, request: Send) -> Answer:
    """The answer to a message, which is sent unless it was sent already. Raises Refused."""
    chat = None
    if request.chat_id is not None:
        chat = Chat.objects.visible_to(user).filter(pk=request.chat_id).first()
        if chat is None:
            raise not_found()
    try:
        chat = send(user, chat, request.draft, may_wait=False)
    except LimitReached as reached:
        raise Refused("limit", reached.sentence) from None
    client_id = request.draft.client_id
    return _only(user, message__parent__chat=chat, message__parent__client_id=client_id)


def visible(user: Any, request: Resume) -> Answer:
    """Raises Refused where there is no such answer, or not for this person."""
    return _only(user, message=request.message_id)


def stop(generation_id: int) -> None:
    Generation.objects.get(pk=generation_id).stop()


def row(generation_id: int) -> Generation:
    return Generation.objects.get(pk=generation_id)


def _only(user: Any, **condition: Any) -> Answer:
    # Columns, not rows: a message's text may be long, and is in the replica already.
    columns = ("pk", "message", "message__chat", "first_epoch", "model")
    visible = Generation.objects.visible_to(user).filter(**condition)
    found = visible.order_by("message").values_list(*columns).first()
    if found is None:
        raise not_found()
    return Answer(*found)
