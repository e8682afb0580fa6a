"""The file that a backup is: a compressed tar that begins with a manifest of all that follows."""

import gzip
import io
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from palaver.lib.data_directory import PRIVATE_FILE, reason
from palaver.lib.refusal import Refusal

FORMAT = 1
MANIFEST = "palaver.json"
DATABASE = "database"
DATA = "data"  # the directory of what was in the data directory
QUICKLY = 1  # the fastest of gzip's levels
LONGEST_MANIFEST = 1024 * 1024  # bytes
UNREADABLE = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError)


class File(msgspec.Struct, frozen=True):
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds, and of what."""

    format: int = FORMAT
    palaver: str
    made_at: str
    engine: str
    migrations: list[str]
    files: dict[str, File]


class Damaged(Exception):
    """What was read is not what was written."""


def describe(directory: Path) -> dict[str, File]:
    """The manifest's entries for all files below a directory."""
    paths = sorted(path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): _described(path) for path in paths}


def write(target: Path, manifest: Manifest, directory: Path) -> None:
    """Make the file out of what the manifest names in the directory; readable by its owner."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=QUICKLY) as tar:
            words = msgspec.json.format(msgspec.json.encode(manifest))
            _add(tar, MANIFEST, len(words), io.BytesIO(words))
            for name, entry in manifest.files.items():
                with (directory / name).open("rb") as content:
                    _add(tar, name, entry.size, content)
        file.flush()
        os.fsync(file.fileno())


def unpack(source: Path, directory: Path) -> Manifest:
    """Write all that the file holds into the directory, compared with its manifest.

    Refuses what is no backup, or not the backup that was made.
    """
    with _opened(source) as tar:
        manifest = _manifest(source, tar)
        try:
            _take_all(tar, manifest, directory)
        except (*UNREADABLE, Damaged) as error:
            raise Refusal(f"The backup {source} is damaged; nothing was restored.") from error
        except OSError as error:
            raise Refusal(f"{source} cannot be unpacked: {reason(error)}.") from error
    return manifest


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        tar = tarfile.open(source, "r:gz")  # noqa: SIM115  closed below
    except UNREADABLE as error:
        raise _foreign(source) from error
    except OSError as error:
        raise Refusal(f"{source} cannot be read: {reason(error)}.") from error
    with tar:
        yield tar


def _manifest(source: Path, tar: tarfile.TarFile) -> Manifest:
    try:
        first = tar.next()
        content = tar.extractfile(first) if first and first.name == MANIFEST else None
        if content is None:
            raise _foreign(source)
        words = content.read(LONGEST_MANIFEST)
        kind = msgspec.json.decode(words, type=dict[str, object]).get("format")
        if isinstance(kind, int) and kind > FORMAT:
            raise Refusal(f"{source} was made by a newer version of Palaver; install that.")
        return msgspec.json.decode(words, type=Manifest)
    except (*UNREADABLE, msgspec.MsgspecError) as error:
        raise _foreign(source) from error


def _foreign(source: Path) -> Refusal:
    return Refusal(f"{source} is no backup of Palaver.")


def _take_all(tar: tarfile.TarFile, manifest: Manifest, directory: Path) -> None:
    missing = dict(manifest.files)
    for member in tar:
        if member.name == MANIFEST:
            continue
        entry = missing.pop(member.name, None)
        content = tar.extractfile(member) if member.isreg() else None
        if entry is None or content is None or not _is_safe(member.name):
            raise Damaged(member.name)
        _take(content, entry, directory / member.name)
    if missing:
        raise Damaged(", ".join(missing))


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return name == DATABASE or (path.parts[0] == DATA and ".." not in path.parts)


def _take(content: IO[bytes], entry: File, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(content, file)
    if _described(target) != entry:
        raise Damaged(target.name)


def _add(tar: tarfile.TarFile, name: str, size: int, content: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, PRIVATE_FILE
    tar.addfile(member, content)


def _described(path: Path) -> File:
    with path.open("rb") as file:
        return File(path.stat().st_size, file_digest(file, "sha256").hexdigest())
