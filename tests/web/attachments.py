"""Files that a page sends, and what comes of them."""

import asyncio
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from palaver.chats.models import Attachment, Chat, Reading

PART = {"turbo-frame": "attachments"}


def upload(
    client: Client,
    content: bytes = b"Some text.",
    name: str = "notes.txt",
    *,
    chat: Chat | None = None,
    part: bool = True,
    **fields: Any,
) -> Any:
    """As a script of the page does; or as its form, where there is no script."""
    fields = {"file": SimpleUploadedFile(name, content), **fields}
    if part:
        fields.setdefault("client_id", str(uuid.uuid4()))
    if chat:
        fields["chat"] = str(chat.pk)
    return client.post("/attachments/", fields, headers=PART if part else {})


def uploaded(client: Client, *args: Any, **options: Any) -> Attachment:
    assert upload(client, *args, **options).status_code == 200
    return Attachment.objects.latest("id")


def drawn(attachment: Attachment) -> Attachment:
    """As if a reader had read an image; what it drew is the original."""
    for name in ("thumbnail", "picture"):
        setattr(attachment, name, attachment.file.name)
    attachment.reading = Reading.READY
    attachment.width, attachment.height = 60, 40
    attachment.save()
    return attachment


def content_of(response: Any) -> bytes:
    async def parts() -> list[bytes]:
        return [part async for part in response]

    return b"".join(asyncio.run(parts()))
