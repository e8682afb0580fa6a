"""What a file is, its first bytes say and nothing else."""

import pytest

from palaver.documents import HEAD, guess
from tests.documents.making import HTML, SVG, docx, image, old_office, pdf


@pytest.mark.parametrize(
    ("content", "kind", "media_type"),
    [
        (image("PNG"), "image", "image/png"),
        (image("JPEG"), "image", "image/jpeg"),
        (image("GIF"), "image", "image/gif"),
        (image("WEBP"), "image", "image/webp"),
        (pdf("x"), "pdf", "application/pdf"),
        (b"\xef\xbb\xbf\r\n" + pdf("x"), "pdf", "application/pdf"),
        (docx("x"), "document", "application/zip"),
        (old_office(), "document", "application/x-ole-storage"),
        (b"plain", "text", "text/plain"),
        ("größer, 大きい".encode(), "text", "text/plain"),
        ("größer".encode("cp1252"), "text", "text/plain"),
        ("größer".encode("utf-16"), "text", "text/plain"),
        (b"a;b\r\n1;2\r\n", "text", "text/plain"),
        (SVG, "text", "text/plain"),
        (HTML, "text", "text/plain"),
    ],
)
def test_it_is_known_by_its_beginning(content: bytes, kind: str, media_type: str) -> None:
    found = guess(content[:HEAD])
    assert found is not None
    assert (found.kind, found.media_type) == (kind, media_type)


@pytest.mark.parametrize(
    "content",
    [
        b"\x7fELF\x02\x01\x01\x00\x00",
        b"MZ\x90\x00\x03",
        b"ID3\x04\x00\x00\x00",
        b"\x00\x00\x00\x18ftypmp42",
        b"\x1f\x8b\x08\x00\x00",
        b"Rar!\x1a\x07\x01\x00",
        b"text with a \x00 in it",
        b"\x00\x00\x01\x00\x01\x00",
    ],
)
def test_what_nobody_can_read_is_nothing(content: bytes) -> None:
    assert guess(content) is None


def test_what_begins_as_something_else_is_no_pdf() -> None:
    found = guess(b"<script>xss()</script>" + pdf("x"))
    assert found is None or found.kind == "text"
