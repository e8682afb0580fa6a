"""Text of any sort: Markdown, CSV, code, and what a browser would run, which is only text here."""

import codecs
from typing import IO

from palaver.documents.content import is_text
from palaver.documents.document import Document, Gathered, Limits, Unreadable

LONGEST_CHARACTER = 4  # bytes


def read(file: IO[bytes], limits: Limits) -> Document:
    content = file.read(limits.characters * LONGEST_CHARACTER + LONGEST_CHARACTER)
    if not is_text(content):
        raise Unreadable("unknown")
    with Gathered(limits.characters) as gathered:
        gathered.add(_decoded(content))
    return Document(text=gathered.text, is_cut=gathered.is_cut or bool(file.read(1)))


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(content)
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
