"""PDF, by pypdf."""

import logging
from collections.abc import Iterator
from typing import IO

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from palaver.documents.document import Document, Gathered, Limits, Unreadable

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(file: IO[bytes], limits: Limits) -> Document:
    reader = _opened(file)
    pages = len(reader.pages)
    if pages > limits.pages:
        raise Unreadable("too_many_pages", pages=pages)
    with Gathered(limits.characters) as gathered:
        for text in _texts(reader):
            gathered.add(f"{text}\n\n")
    if not gathered.text:
        raise Unreadable("without_text", pages=pages)
    return Document(text=gathered.text, is_cut=gathered.is_cut, pages=pages)


def _opened(file: IO[bytes]) -> PdfReader:
    reader = PdfReader(file)
    if reader.is_encrypted and not _opens_without_password(reader):
        raise Unreadable("encrypted")
    return reader


def _opens_without_password(reader: PdfReader) -> bool:
    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):  # AES, for which a package is missing
        return False


def _texts(reader: PdfReader) -> Iterator[str]:
    """Of each page, as far as it makes sense."""
    for page in reader.pages:
        try:
            yield page.extract_text()
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError):
            yield ""
