"""What a file is, by what is in it: its name and what a browser says of it count for nothing."""

import codecs
from dataclasses import dataclass
from typing import Literal

Kind = Literal["image", "pdf", "text", "document", "sheet", "slides"]

HEAD = 8192  # bytes that tell what a file is

TEXT = "text/plain"
PDF = "application/pdf"
ZIP = "application/zip"
OLD_OFFICE = "application/x-ole-storage"

_IMAGES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
_ODD = frozenset(range(32)) - frozenset(b"\b\t\n\v\f\r\x1b") | {127}
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Content:
    """A kind of content, and the media type by its registered name."""

    kind: Kind
    media_type: str


def guess(head: bytes) -> Content | None:
    """What a file that begins with these bytes may be; None for what nobody here can read."""
    for signature, media_type in _IMAGES.items():
        if head.startswith(signature):
            return Content("image", media_type)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Content("image", "image/webp")
    elif head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"%PDF-"):
        return Content("pdf", PDF)
    elif head.startswith(b"PK\x03\x04"):
        return Content("document", ZIP)
    elif head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Content("document", OLD_OFFICE)
    else:
        return Content("text", TEXT) if is_text(head) else None


def is_text(head: bytes) -> bool:
    """Whether these bytes are the beginning of a text in some encoding."""
    return head.startswith(_WIDE) or not _ODD.intersection(head)
