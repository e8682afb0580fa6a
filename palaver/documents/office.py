"""Text documents and slides of Word, PowerPoint and OpenDocument: XML in an archive."""

import re
from collections.abc import Iterator
from xml.parsers import expat
from zipfile import ZipFile

from palaver.documents.document import Document, Gathered, Limits, Unreadable

PIECE = 64 * 1024  # bytes
MOST_XML = 200 * 1024 * 1024  # bytes of one part, unpacked

_WORD = re.compile(r"word/(document\d*|footnotes|endnotes)\.xml")
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_MIXED = frozenset({"p", "h"})  # what holds text in OpenDocument
_ENDS = {"p": "\n", "h": "\n", "br": "\n", "cr": "\n", "line-break": "\n", "tr": "\n"} | {
    "tab": "\t",
    "tc": "\t",
    "table-cell": "\t",
    "table-row": "\n",
    "s": " ",
}
_LEFT_OUT = frozenset({"Fallback", "annotation", "tracked-changes", "notes"})


def read_text(archive: ZipFile, limits: Limits) -> Document:
    return _document(archive, sorted(filter(_WORD.fullmatch, archive.namelist())), limits)


def read_slides(archive: ZipFile, limits: Limits) -> Document:
    slides = {int(m[1]): m[0] for m in map(_SLIDE.fullmatch, archive.namelist()) if m}
    if len(slides) > limits.pages:
        raise Unreadable("too_many_pages", pages=len(slides))
    return _document(archive, [slides[n] for n in sorted(slides)], limits, pages=len(slides))


def read_open_document(archive: ZipFile, limits: Limits) -> Document:
    return _document(archive, ["content.xml"], limits)


def _document(
    archive: ZipFile, parts: list[str], limits: Limits, pages: int | None = None
) -> Document:
    with Gathered(limits.characters) as gathered:
        for part in parts:
            _Reading(gathered, part).read(_pieces(archive, part))
            gathered.add("\n")
    if not gathered.text:
        raise Unreadable("without_text", pages=pages)
    return Document(text=gathered.text, is_cut=gathered.is_cut, pages=pages)


def _pieces(archive: ZipFile, part: str) -> Iterator[bytes]:
    left = MOST_XML
    with archive.open(part) as file:
        while piece := file.read(PIECE):
            yield piece
            left -= len(piece)
            if left < 0:
                raise Unreadable("too_complex")


class _Reading:
    """Takes the text out of one part, without building a tree of it."""

    def __init__(self, gathered: Gathered, part: str) -> None:
        self._gathered = gathered
        self._holders = _MIXED if part == "content.xml" else frozenset({"t"})
        self._inside = self._left_out = 0

    def read(self, pieces: Iterator[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        local = _local(name)
        self._left_out += local in _LEFT_OUT
        self._inside += local in self._holders

    def _end(self, name: str) -> None:
        local = _local(name)
        self._left_out -= local in _LEFT_OUT
        self._inside -= local in self._holders
        if local in _ENDS and not self._left_out:
            self._gathered.add(_ENDS[local])

    def _text(self, text: str) -> None:
        if self._inside and not self._left_out:
            self._gathered.add(text)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse(*_doctype: object) -> None:
    """No Office document has one; entities that multiply do."""
    raise Unreadable("damaged")
