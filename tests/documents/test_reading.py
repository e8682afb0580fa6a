"""What is read out of files, each in a process of its own as in earnest."""

import io
import tempfile
from collections.abc import Iterator

import pytest
from PIL import Image

from palaver.documents import Document, Limits, Sandbox
from tests.documents.making import (
    HTML,
    MEGABYTE,
    SVG,
    aes_pdf,
    archive,
    circular_pdf,
    docx,
    encrypted_pdf,
    image,
    locked_docx,
    odt,
    old_office,
    packed_docx,
    packed_pdf,
    packed_xlsx,
    pdf,
    pdf_with_an_owner_only,
    png_bomb,
    pptx,
    vast_xlsx,
    xlsx,
)

LIMITS = Limits(pages=20, characters=1000)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


def read(sandbox: Sandbox, content: bytes, limits: Limits = LIMITS) -> Document:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        return sandbox.read(file, limits)


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        (b"# Title\r\n\r\nText.", "text", "# Title\n\nText."),
        ("größer".encode("cp1252"), "text", "größer"),
        ("größer".encode("utf-16"), "text", "größer"),
        (b"\xef\xbb\xbfname;sum\n", "text", "name;sum"),
        (SVG, "text", SVG.decode()),
        (HTML, "text", HTML.decode()),
        (SVG.decode().encode("utf-16"), "text", SVG.decode()),
        (pdf("One page", "and another"), "pdf", "One page\n\nand another"),
        (pdf_with_an_owner_only("Open to all"), "pdf", "Open to all"),
        (docx("One paragraph", "and &amp; another"), "document", "One paragraph\nand & another"),
        (odt("One <text:s/>line", "and another"), "document", "One  line\nand another"),
        (pptx("First", "Second"), "slides", "First\n\nSecond"),
        (
            xlsx([["what", "how many"], ["pears, ripe", 3.0], ["apples", 2.5]]),
            "sheet",
            'Sheet: Costs\nwhat,how many\n"pears, ripe",3\napples,2.5',
        ),
    ],
)
def test_its_text_is_read(sandbox: Sandbox, content: bytes, kind: str, text: str) -> None:
    found = read(sandbox, content)
    assert (found.problem, found.kind, found.text) == (None, kind, text)
    assert not found.is_cut


def test_slides_are_in_their_order(sandbox: Sandbox) -> None:
    words = [f"number {n}" for n in range(1, 13)]
    found = read(sandbox, pptx(*words))
    assert found.text.split("\n\n") == words
    assert found.pages == 12


def test_a_table_of_a_document_keeps_its_cells_apart(sandbox: Sandbox) -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    row = f"<w:tbl><w:tr>{cell.format('one')}{cell.format('two')}</w:tr></w:tbl>"
    found = read(sandbox, docx("Before", inside=row))
    assert found.text.split() == ["Before", "one", "two"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\x7fELF\x00\x00", "unknown"),
        (archive({"a.txt": "no document"}), "unknown"),
        (archive({"mimetype": "application/epub+zip"}), "unknown"),
        (docx("x")[:200], "damaged"),
        (archive({"word/document.xml": "<w:p>"}), "damaged"),
        (pdf("x")[:120], "damaged"),
        (b"%PDF-1.7\n" + b"rubbish " * 100, "damaged"),
        (image("PNG")[:60], "damaged"),
        (image("JPEG")[:80], "damaged"),
        (encrypted_pdf(), "encrypted"),
        (aes_pdf(), "encrypted"),
        (locked_docx(), "encrypted"),
        (old_office("EncryptedPackage"), "encrypted"),
        (old_office("WordDocument"), "old"),
        (pdf(*[" "] * 3), "without_text"),
        (docx(), "without_text"),
        (xlsx([]), "without_text"),
        (pdf(*["x"] * 21), "too_many_pages"),
        (pptx(*["x"] * 21), "too_many_pages"),
    ],
)
def test_where_there_is_nothing_to_be_had_it_says_why(
    sandbox: Sandbox, content: bytes, problem: str
) -> None:
    found = read(sandbox, content)
    assert (found.problem, found.text, found.picture) == (problem, "", b"")


def test_what_is_text_at_first_only_is_none(sandbox: Sandbox) -> None:
    found = read(sandbox, b"plain at first" + b" " * 9000 + b"\x00", Limits())
    assert found.problem == "unknown"


def test_a_pdf_of_ten_thousand_pages_says_how_many(sandbox: Sandbox) -> None:
    found = read(sandbox, pdf(*["x"] * 10_000))
    assert (found.problem, found.pages) == ("too_many_pages", 10_000)


@pytest.mark.parametrize(
    "content",
    [
        png_bomb(),
        packed_pdf(300 * MEGABYTE),
        circular_pdf(),
        packed_docx(220 * MEGABYTE),
        packed_xlsx(300 * MEGABYTE),
        vast_xlsx(),
        archive(
            {
                "word/document.xml": (
                    '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
                    "<d><p><t>&b;</t></p></d>"
                )
            }
        ),
        archive({**{f"{n}.xml": "" for n in range(21_000)}, "word/document.xml": "<d/>"}),
    ],
    ids=["pixels", "pdf", "circle", "xml", "cell", "sheet", "entities", "parts"],
)
def test_a_bomb_does_not_go_off(sandbox: Sandbox, content: bytes) -> None:
    found = read(sandbox, content)
    assert found.problem in ("too_large_a_picture", "too_complex", "damaged", "without_text")
    assert found.text == ""


@pytest.mark.parametrize(
    "content",
    [
        b"x" * 5000,
        pdf(*["word " * 100] * 4),
        docx("word " * 1000),
        docx("x" * 30 * MEGABYTE),
        xlsx([["cell"] * 10] * 100),
    ],
    ids=["text", "pdf", "docx", "bomb", "xlsx"],
)
def test_of_a_long_text_the_beginning_is_taken(sandbox: Sandbox, content: bytes) -> None:
    found = read(sandbox, content)
    assert found.is_cut
    assert 900 < len(found.text) <= 1000


def test_of_a_hundred_megabytes_the_beginning_is_taken(sandbox: Sandbox) -> None:
    found = read(sandbox, b"pears,3\n" * (100 * MEGABYTE // 8))
    assert (found.problem, found.is_cut, len(found.text)) == (None, True, LIMITS.characters - 1)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_an_image_is_drawn_anew_in_two_sizes(sandbox: Sandbox, form: str) -> None:
    found = read(sandbox, image(form, (3000, 1500)))
    assert (found.kind, found.width, found.height) == ("image", 3000, 1500)
    assert found.media_type == f"image/{form.lower()}"
    thumbnail, picture = _opened(found.thumbnail), _opened(found.picture)
    assert (thumbnail.format, thumbnail.size) == ("WEBP", (480, 240))
    assert (picture.format, picture.size) == ("JPEG", (2048, 1024))
    assert picture.getpixel((9, 9))[2] > 100  # type: ignore[index]  # a colour


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "CMYK"), ("PNG", "I;16"), ("PNG", "LA"), ("PNG", "1"), ("GIF", "P")]
)
def test_an_image_may_have_any_sort_of_colours(sandbox: Sandbox, form: str, mode: str) -> None:
    found = read(
        sandbox, image(form, colour=(0,) * len(Image.new(mode, (1, 1)).getbands()), mode=mode)
    )
    assert (found.problem, found.width, found.height) == (None, 60, 40)
    assert (_opened(found.thumbnail).format, _opened(found.picture).mode) == ("WEBP", "RGB")


def test_an_image_may_be_very_narrow(sandbox: Sandbox) -> None:
    found = read(sandbox, image("PNG", (1, 20_000)))
    assert (_opened(found.thumbnail).size, _opened(found.picture).size) == ((1, 480), (1, 2048))


def test_an_image_on_its_side_is_turned_and_tells_nothing_more(sandbox: Sandbox) -> None:
    found = read(sandbox, image("JPEG", (60, 40), orientation=6))
    assert (found.width, found.height) == (40, 60)
    for drawn in (_opened(found.thumbnail), _opened(found.picture)):
        assert drawn.size == (40, 60)
        assert not drawn.getexif()


def test_what_shines_through_is_white_to_a_model_and_clear_to_a_reader(sandbox: Sandbox) -> None:
    found = read(sandbox, image("PNG", colour=(255, 0, 0, 0), mode="RGBA"))
    assert min(_opened(found.picture).getpixel((1, 1))) > 250  # type: ignore[arg-type]  # colours
    assert _opened(found.thumbnail).getpixel((1, 1))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (image("GIF") + b"/*" + HTML, "image"),
        (image("PNG") + archive({"word/document.xml": "<d/>"}), "image"),
        (pdf("Text") + HTML, "pdf"),
        (docx("Text") + b"%PDF-1.4", "document"),
    ],
)
def test_what_is_two_things_is_what_it_begins_as(
    sandbox: Sandbox, content: bytes, kind: str
) -> None:
    found = read(sandbox, content)
    assert found.kind in (kind, None)
    assert b"xss" not in found.picture + found.thumbnail


def test_what_no_database_can_hold_is_replaced(sandbox: Sandbox) -> None:
    found = read(sandbox, docx("a &#xFFFD; b"))
    assert found.text == "a \ufffd b"


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))
