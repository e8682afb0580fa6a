"""What a provider is asked, built from the path that leads to the answer's message."""

import uuid
from typing import cast

from palaver.chats.models import Chat, Message
from palaver.generation.models import Generation, Status
from palaver.llm import Request, Role, Turn


def build(generation: Generation, model: str) -> Request:
    """The request that fills this generation's message, or goes on with it."""
    *before, answer = generation.message.path()
    failed = _failed(generation.message.chat)
    turns = (Turn(role_of(m), m.text) for m in before if m.text.strip() and m.pk not in failed)
    return Request(model=model, messages=tuple(turns), partial=_partial(generation, answer))


def _partial(generation: Generation, answer: Message) -> str:
    if not generation.length:
        return ""
    chunks = generation.chunks.order_by("start").values_list("text", flat=True)
    return answer.text + "".join(chunks)


def role_of(message: Message) -> Role:
    return cast("Role", message.role)


def _failed(chat: Chat) -> set[uuid.UUID]:
    """The messages that hold no answer."""
    failed = Generation.objects.in_chat(chat).filter(status=Status.FAILED)
    return set(failed.values_list("message", flat=True))
