"""Images, by Pillow: what goes on is always drawn anew, without what else was in the file."""

import io
import warnings
from typing import IO

from PIL import ExifTags, Image, ImageOps

from palaver.documents.document import Document, Unreadable

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 40_000_000
THUMBNAIL = 480  # pixels of the longer side
PICTURE = 2048  # pixels of the longer side: models scale down what is larger
QUALITY = 88
LEFT_SIDE_UP = 5  # of EXIF's orientations the first that turns an image on its side

warnings.simplefilter("error", Image.DecompressionBombWarning)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def read(file: IO[bytes]) -> Document:
    try:
        with Image.open(file, formats=FORMATS) as image:
            return _document(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Unreadable("too_large_a_picture") from None


def _document(image: Image.Image) -> Document:
    media_type, (width, height) = Image.MIME[image.format or ""], _upright_size(image)
    image.draft("RGB", (PICTURE, PICTURE))  # of a JPEG only as much is decoded as is needed
    picture = _upright(image)
    thumbnail = picture.copy()
    thumbnail.thumbnail((THUMBNAIL, THUMBNAIL))
    return Document(
        media_type=media_type,
        width=width,
        height=height,
        thumbnail=_saved(thumbnail, "WEBP"),
        picture=_saved(_on_white(picture), "JPEG"),
    )


def _upright_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    on_its_side = image.getexif().get(ExifTags.Base.Orientation, 1) >= LEFT_SIDE_UP
    return (height, width) if on_its_side else (width, height)


def _upright(image: Image.Image) -> Image.Image:
    small = image.convert("RGBA" if image.has_transparency_data else "RGB")
    small.thumbnail((PICTURE, PICTURE))
    return ImageOps.exif_transpose(small)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _saved(image: Image.Image, form: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, quality=QUALITY, exif=b"")
    return buffer.getvalue()
