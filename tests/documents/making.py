"""Files as people attach them, and as people who mean harm do."""

import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import ExifTags, Image
from pypdf import PdfReader, PdfWriter

MEGABYTE = 1024 * 1024
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"
AES_KEYS = {b"O": 48, b"U": 48, b"OE": 32, b"UE": 32, b"Perms": 16}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>xss("svg")</script></svg>'
HTML = b"<!doctype html><script>xss('html')</script>"


def pdf(*pages: str) -> bytes:
    """A PDF with a line of text on each page."""
    return _pdf([f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode() for text in pages])


def packed_pdf(size: int) -> bytes:
    """One whose only page unpacks to so many bytes."""
    content = _packed(size)
    return _pdf([content], extra=b"/Filter /FlateDecode")


def encrypted_pdf(text: str = "secret") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(text))))
    writer.encrypt("a password", algorithm="RC4-128")
    return _written(writer)


def aes_pdf() -> bytes:
    """One that says of itself that it is encrypted in the way of today."""
    keys = b"".join(b"/%s <%s> " % (n, b"00" * s) for n, s in AES_KEYS.items())
    filters = b"/CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF"
    said = b"/Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -4 %s%s >>" % (keys, filters)
    mark = b"/ID [<%s> <%s>] " % (b"00" * 16, b"00" * 16)
    return pdf("secret").replace(b"/Root 1 0 R", b"/Root 1 0 R " + mark + said)


def pdf_with_an_owner_only(text: str) -> bytes:
    """Encrypted, but opened without a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(text))))
    writer.encrypt("", owner_password="another", algorithm="RC4-128")
    return _written(writer)


def circular_pdf() -> bytes:
    """One whose pages are their own children."""
    return pdf("round").replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")


def image(
    form: str = "PNG",
    size: tuple[int, int] = (60, 40),
    colour: str | tuple[int, ...] = "teal",
    *,
    mode: str = "RGB",
    orientation: int = 1,
) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = "somebody"
    buffer = io.BytesIO()
    Image.new(mode, size, colour).save(buffer, form, exif=exif)
    return buffer.getvalue()


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few bytes that would take gigabytes of memory."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", _packed(MEGABYTE)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def archive(parts: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def docx(*paragraphs: str, inside: str = "") -> bytes:
    said = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    body = f'<w:document xmlns:w="{WORD}"><w:body>{said}{inside}</w:body></w:document>'
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": body})


def locked_docx(text: str = "secret") -> bytes:
    """One whose parts are encrypted."""
    content = bytearray(docx(text))
    entry = content.find(b"PK\x01\x02")
    while entry >= 0:
        content[entry + 8] |= 1
        entry = content.find(b"PK\x01\x02", entry + 4)
    return bytes(content)


def packed_docx(size: int) -> bytes:
    """One that unpacks to so many bytes, none of them text."""
    buffer = io.BytesIO()
    file = ZipFile(buffer, "w", ZIP_DEFLATED)
    with file, file.open("word/document.xml", "w") as part:
        part.write(b"<d>")
        for _ in range(size // MEGABYTE):
            part.write(b" " * MEGABYTE)
        part.write(b"</d>")
    return buffer.getvalue()


def pptx(*slides: str) -> bytes:
    parts = {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<presentation/>"}
    for number, text in enumerate(slides, 1):
        slide = f'<a:sld xmlns:a="{DRAWING}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:sld>'
        parts[f"ppt/slides/slide{number}.xml"] = slide
    return archive(parts)


def odt(*paragraphs: str) -> bytes:
    said = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    names = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    return archive({"mimetype": OPEN_TEXT, "content.xml": f"<o {names}>{said}</o>"})


def xlsx(rows: Sequence[Sequence[str | float]], name: str = "Costs") -> bytes:
    return _xlsx("".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows), name)


def vast_xlsx() -> bytes:
    """One with two cells, as far apart as can be."""
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    return _xlsx(f'{first}<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')


def packed_xlsx(size: int) -> bytes:
    """One that unpacks to so many bytes, all in one cell."""
    return _xlsx(f"<row>{_cell(' ' * size)}</row>")


def _xlsx(cells: str, name: str = "Costs") -> bytes:
    data = f"<sheetData>{cells}</sheetData>"
    listed = f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets>'
    names = f'xmlns="{SHEET}" xmlns:r="{RELATIONS}"'
    parts = {
        "_rels/.rels": _related("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f"<workbook {names}>{listed}</workbook>",
        "xl/_rels/workbook.xml.rels": _related("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f"<worksheet {names}>{data}</worksheet>",
    }
    return archive(parts)


def _related(kind: str, target: str) -> str:
    link = f'<Relationship Id="rId1" Type="{RELATIONS}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACKAGE}">{link}</Relationships>'


def old_office(*names: str) -> bytes:
    """The container of Office before 2007, with streams of these names."""
    streams = b"".join(name.encode("utf-16-le") for name in names)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + streams


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def _pdf(contents: Sequence[bytes], extra: bytes = b"") -> bytes:
    """Objects 1 to 3 are the catalogue, the tree and the font; then a page and its content each."""
    pages = [5 + 2 * number for number in range(len(contents))]
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for page, content in zip(pages, contents, strict=True):
        length = len(content)
        objects.append(b"<< /Length %d %s >>\nstream\n%s\nendstream" % (length, extra, content))
        fonts = b"/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R %s >>" % (page - 1, fonts))
    return _numbered(objects)


def _numbered(objects: Sequence[bytes]) -> bytes:
    written, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n" % (
        written,
        size,
        table,
        size,
    ) + b"startxref\n%d\n%%%%EOF\n" % len(written)


def _written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _packed(size: int) -> bytes:
    """So many spaces, packed."""
    packer = zlib.compressobj()
    parts = [packer.compress(b" " * MEGABYTE) for _ in range(size // MEGABYTE)]
    return b"".join(parts) + packer.flush()


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)
