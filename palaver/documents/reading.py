"""Reads a file with the parser for what is in it; only ever called in the sandbox."""

from typing import IO
from zipfile import ZipFile

from msgspec.structs import replace

from palaver.documents.content import HEAD, OLD_OFFICE, PDF, TEXT, ZIP, Content, guess
from palaver.documents.document import Document, Limits, Unreadable

WORD = Content(
    "document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)
EXCEL = Content("sheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
POWERPOINT = Content(
    "slides", "application/vnd.openxmlformats-officedocument.presentationml.presentation"
)
OLD_EXCEL = Content("sheet", "application/vnd.ms-excel")
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OPEN_DOCUMENTS = {
    content.media_type: content
    for content in (
        Content("document", f"{OPEN_DOCUMENT}text"),
        Content("sheet", f"{OPEN_DOCUMENT}spreadsheet"),
        Content("slides", f"{OPEN_DOCUMENT}presentation"),
    )
}
LONGEST_TYPE = 100  # bytes
MOST_PARTS = 20_000
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(file: IO[bytes], limits: Limits) -> Document:
    """Raises Unreadable, or whatever a parser raises on what is broken."""
    content = guess(file.read(HEAD))
    file.seek(0)
    if content is None:
        raise Unreadable("unknown")
    content = _inner(file, content) or content
    file.seek(0)
    found = _parsed(file, content, limits)
    return replace(found, kind=content.kind, media_type=found.media_type or content.media_type)


def _inner(file: IO[bytes], content: Content) -> Content | None:
    """What an archive holds."""
    if content.media_type == OLD_OFFICE:
        return _old_office(file)
    elif content.media_type == ZIP:
        with ZipFile(file) as archive:
            return _office(archive)
    else:
        return None


def _old_office(file: IO[bytes]) -> Content:
    whole = file.read()
    if ENCRYPTED in whole:
        raise Unreadable("encrypted")
    if "Workbook".encode("utf-16-le") not in whole:
        raise Unreadable("old")
    return OLD_EXCEL


def _office(archive: ZipFile) -> Content:
    names = set(archive.namelist())
    if len(names) > MOST_PARTS:
        raise Unreadable("too_complex")
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise Unreadable("encrypted")
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return EXCEL
    elif "ppt/presentation.xml" in names:
        return POWERPOINT
    elif "word/document.xml" in names or "word/document2.xml" in names:
        return WORD
    else:
        return _open_document(archive, names)


def _open_document(archive: ZipFile, names: set[str]) -> Content:
    if "mimetype" not in names:
        raise Unreadable("unknown")
    with archive.open("mimetype") as file:
        media_type = file.read(LONGEST_TYPE).decode("ascii", "replace").strip()
    if media_type not in OPEN_DOCUMENTS:
        raise Unreadable("unknown")
    return OPEN_DOCUMENTS[media_type]


def _parsed(file: IO[bytes], content: Content, limits: Limits) -> Document:
    """Each parser is loaded where it is needed: they are slow to load."""
    if content.kind == "image":
        from palaver.documents import image

        return image.read(file)
    elif content.media_type == PDF:
        from palaver.documents import pdf

        return pdf.read(file, limits)
    elif content.media_type == TEXT:
        from palaver.documents import plain

        return plain.read(file, limits)
    elif content.kind == "sheet":
        from palaver.documents import sheet

        return sheet.read(file, limits)
    else:
        return _read_office(file, content, limits)


def _read_office(file: IO[bytes], content: Content, limits: Limits) -> Document:
    from palaver.documents import office

    with ZipFile(file) as archive:
        if content is WORD:
            return office.read_text(archive, limits)
        elif content is POWERPOINT:
            return office.read_slides(archive, limits)
        else:
            return office.read_open_document(archive, limits)
