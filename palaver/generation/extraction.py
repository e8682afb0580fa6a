"""Who reads an attachment, and what becomes of it: as with answers, one reader has it at a time."""

import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from palaver.chats.models import Attachment, Chat, Extract, Message, Reading
from palaver.chats.models.attachment import AttachmentQuerySet
from palaver.documents import Document
from palaver.generation.bus import announce
from palaver.generation.clock import NOW
from palaver.generation.hints import ChatMoved
from palaver.generation.models import Generation

LEASE = 90.0  # seconds: longer than a reading may take
MOST_ATTEMPTS = 3
MOST_AT_ONCE = 100


def claim(attachment_id: uuid.UUID) -> Attachment | None:
    """Takes what waits to be read; None where another reader has it, or had it."""
    readable = Attachment.objects.readable().filter(pk=attachment_id)
    until = NOW + timedelta(seconds=LEASE)
    if not readable.update(reading=Reading.READING, read_until=until, attempts=F("attempts") + 1):
        return None
    claimed = Attachment.objects.get(pk=attachment_id)
    if claimed.attempts <= MOST_ATTEMPTS:
        return claimed
    finish(claimed, Document(), problem="lost")
    return None


def release(claimed: Attachment) -> None:
    """Hands it back to be read by another reader, or once more."""
    _held(claimed).update(reading=Reading.WAITING, read_until=None)


def finish(claimed: Attachment, found: Document, *, problem: str = "") -> None:
    """Keeps what was found; whoever sees the message is shown it."""
    problem = problem or found.problem or ""
    with transaction.atomic():
        kept = _held(claimed).update(
            reading=Reading.REFUSED if problem else Reading.READY,
            problem=problem,
            kind=found.kind or claimed.kind,
            media_type=found.media_type or claimed.media_type,
            thumbnail=claimed.thumbnail.name or "",
            picture=claimed.picture.name or "",
            is_cut=found.is_cut,
            pages=found.pages,
            width=found.width,
            height=found.height,
        )
        if kept:
            if found.text:
                Extract.objects.create(attachment=claimed, text=found.text)
            _show(claimed.pk)


def unsettled(ids: Collection[uuid.UUID]) -> list[uuid.UUID]:
    waiting = Attachment.objects.unsettled().filter(pk__in=ids)
    return list(waiting.values_list("pk", flat=True))


def left_over() -> list[uuid.UUID]:
    """What nobody reads, as no reader was told of it or the one that was has died."""
    Attachment.objects.all().purge()
    waiting = Attachment.objects.readable().order_by("created_at")
    return list(waiting.values_list("pk", flat=True)[:MOST_AT_ONCE])


def _held(claimed: Attachment) -> AttachmentQuerySet:
    return Attachment.objects.filter(
        pk=claimed.pk, reading=Reading.READING, attempts=claimed.attempts
    )


def _show(attachment_id: uuid.UUID) -> None:
    sent = Attachment.objects.exclude(sent_with=None).filter(pk=attachment_id)
    belongs: Any = sent.values_list("chat", "sent_with")
    for chat_id, client_id in belongs:
        chat = Chat.objects.get(pk=chat_id)
        version = chat.advance()
        waiting = Q(parent__client_id=client_id, generation__in=Generation.objects.live())
        shown = Message.objects.filter(Q(client_id=client_id) | waiting, chat=chat)
        shown.update(version=version)
        announce(ChatMoved(chat.pk, version))
