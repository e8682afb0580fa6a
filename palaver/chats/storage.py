"""Where the files are that people attach: in Django's storage of this name."""

from typing import TYPE_CHECKING

from django.core.files.storage import Storage, storages

if TYPE_CHECKING:
    from palaver.chats.models.attachment import Attachment

ATTACHMENTS = "attachments"


def files() -> Storage:
    return storages[ATTACHMENTS]


def place(attachment: "Attachment", name: str) -> str:
    """Nothing of what people call a file; a folder for each of 256 parts."""
    return f"{attachment.pk.hex[-2:]}/{name}"
