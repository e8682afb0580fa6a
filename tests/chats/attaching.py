"""Files on the server, as if a page had sent them."""

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from palaver.chats.models import Attachment, Chat
from palaver.generation.attaching import attach


def attached(
    user: Any, content: bytes = b"Some text.", name: str = "notes.txt", *, chat: Chat | None = None
) -> Attachment:
    return attach(user, chat, SimpleUploadedFile(name, content), uuid.uuid4())


def sent(
    user: Any, chat: Chat, content: bytes = b"Some text.", name: str = "notes.txt"
) -> Attachment:
    """One that belongs to a message, of which there need be none."""
    attachment = attached(user, content, name, chat=chat)
    Attachment.objects.send(user, [attachment.pk], chat, uuid.uuid4())
    attachment.refresh_from_db()
    return attachment
