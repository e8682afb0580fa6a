"""What a provider is asked, built from the path that leads to the answer's message."""

from typing import cast

from django.db.models import prefetch_related_objects

from palaver.chats.models import Message
from palaver.generation.models import Generation, Status
from palaver.llm import Request, Role, Turn


def build(generation: Generation, model: str) -> Request:
    """The request that fills this generation's message, or goes on with it."""
    *before, answer = generation.message.path()
    return Request(model=model, messages=turns(before), partial=_partial(generation, answer))


def turns(path: list[Message]) -> tuple[Turn, ...]:
    """The messages as turns; failed and empty ones are left out."""
    prefetch_related_objects(path, "generation")
    return tuple(Turn(role_of(m), m.text) for m in path if m.text.strip() and not _failed(m))


def _partial(generation: Generation, answer: Message) -> str:
    chunks = generation.chunks.order_by("start").values_list("text", flat=True)
    return answer.text + "".join(chunks)


def role_of(message: Message) -> Role:
    return cast("Role", message.role)


def _failed(message: Message) -> bool:
    generation = getattr(message, "generation", None)
    return generation is not None and generation.status == Status.FAILED
