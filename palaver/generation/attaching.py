"""Attaching a file to a message that is being written: looked at here, read by a runner."""

from __future__ import annotations

import logging
import unicodedata
import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from palaver.accounts.limits import (
    check_attachment_size,
    check_unsent_attachments,
    count_attachment,
)
from palaver.chats.models import Attachment, Chat
from palaver.chats.models.attachment import NAME_LENGTH
from palaver.chats.problems import Unusable
from palaver.documents import HEAD, Content, guess
from palaver.generation.bus import announce
from palaver.generation.hints import Attached
from palaver.lib.uuid7 import uuid7

NAMELESS = "file"
DIRECTING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

logger = logging.getLogger(__name__)


def attach(
    user: Any, chat: Chat | None, file: UploadedFile[Any], client_id: uuid.UUID
) -> Attachment:
    """The file as part of what the person writes; attached twice, it is there once.

    Raises Unusable or LimitReached with a sentence; nothing is kept then.
    """
    own = Attachment.objects.filter(owner=user.pk)
    if there := own.filter(client_id=client_id).first():
        return there
    count_attachment(user.pk)
    check_unsent_attachments(own.filter(sent_with=None).count())
    return _store(_described(user, chat, file, client_id), file)


def _described(
    user: Any, chat: Chat | None, file: UploadedFile[Any], client_id: uuid.UUID
) -> Attachment:
    size = file.size or 0
    check_attachment_size(size)
    content = _content(file)
    return Attachment(
        pk=uuid7(),
        owner=user,
        chat=chat,
        client_id=client_id,
        name=clean_name(file.name or ""),
        kind=content.kind,
        media_type=content.media_type,
        size=size,
    )


def _content(file: UploadedFile[Any]) -> Content:
    head = file.read(HEAD)
    file.seek(0)
    if not head:
        raise Unusable("empty")
    if content := guess(head):
        return content
    raise Unusable("unknown")


def _store(attachment: Attachment, file: UploadedFile[Any]) -> Attachment:
    _keep(attachment, file)
    try:
        with transaction.atomic():
            attachment.save(force_insert=True)
            announce(Attached(attachment.pk))
    except BaseException as error:
        attachment.file.storage.delete(attachment.place)
        if not isinstance(error, IntegrityError):
            raise
        return Attachment.objects.get(owner=attachment.owner, client_id=attachment.client_id)
    return attachment


def _keep(attachment: Attachment, file: UploadedFile[Any]) -> None:
    try:
        attachment.file.save(str(attachment.pk), file, save=False)
    except OSError:
        logger.exception("A file could not be stored")
        raise Unusable("full") from None


def clean_name(name: str) -> str:
    """The name as it may be shown: one line, no folders, nothing that turns it round."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = (c for c in last if c not in DIRECTING and unicodedata.category(c) not in ("Cc", "Cs"))
    return _shortened(" ".join("".join(kept).split())) or NAMELESS


def _shortened(name: str) -> str:
    """Its end tells what it is."""
    if len(name) <= NAME_LENGTH:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = f"{dot}{ending}" if stem and len(ending) < NAME_LENGTH // 2 else ""
    return f"{name[: NAME_LENGTH - len(ending) - 1]}…{ending}"
