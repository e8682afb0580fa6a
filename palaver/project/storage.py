"""Where files are kept: in the data directory, or in a bucket that speaks S3's protocol."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from environs import ValidationError

from palaver.lib.data_directory import ATTACHMENTS, PRIVATE_DIRECTORY, PRIVATE_FILE

PACKAGES = ("storages", "boto3")
HOW_TO_GET_PACKAGES = "pip install 'palaver[s3]'"
OPTIONS = {"endpoint": "endpoint_url", "region": "region_name"}  # and S3Storage's names of them

DIRECTORY = "django.core.files.storage.FileSystemStorage"
BUCKET = "storages.backends.s3.S3Storage"


def storage(value: str | None) -> dict[str, Any] | None:
    """Django's form of `s3://bucket/folder?endpoint=https://…&region=…`."""
    if value is None:
        return None
    address = urlsplit(value)
    if address.scheme != "s3" or not address.netloc or "@" in address.netloc:
        raise ValidationError("it must be of the form s3://bucket or s3://bucket/folder.")
    if any(find_spec(name) is None for name in PACKAGES):
        raise ValidationError(f"S3 needs packages that are missing: {HOW_TO_GET_PACKAGES}.")
    options = _options(address.query)
    style = {"addressing_style": "path"} if "endpoint_url" in options else {}
    place = {"bucket_name": address.netloc, "location": address.path.strip("/")}
    return {"BACKEND": BUCKET, "OPTIONS": {**place, **style, **options}}


def settings(chosen: dict[str, Any] | None, directory: Path) -> dict[str, Any]:
    """Django's settings of the storage of attachments."""
    return chosen or {
        "BACKEND": DIRECTORY,
        "OPTIONS": {
            "location": directory / ATTACHMENTS,
            "file_permissions_mode": PRIVATE_FILE,
            "directory_permissions_mode": PRIVATE_DIRECTORY,
            "allow_overwrite": True,  # what a reader that died has left there
        },
    }


def _options(query: str) -> dict[str, str]:
    given = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := given.keys() - OPTIONS.keys():
        known = " and ".join(OPTIONS)
        raise ValidationError(f"“{min(unknown)}” is not known there; {known} are.")
    return {OPTIONS[name]: text for name, text in given.items()}
