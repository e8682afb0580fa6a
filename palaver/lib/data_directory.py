"""The directory that holds everything an installation must keep."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from palaver.lib.refusal import Refusal

SECRET_KEY_BYTES = 50
PRIVATE_DIRECTORY = 0o700
PRIVATE_FILE = 0o600
FOR_OTHERS = 0o077
PROBE_SIZE = 64 * 1024  # bytes
KEPT = ("providers.toml", ".env", "secret_key")  # what it holds besides the database and
ATTACHMENTS = "attachments"  # a directory of files

_made: list[Path] = []


def default_data_directory() -> Path:
    """XDG's place for a person's data."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "palaver"


def prepare(directory: Path) -> None:
    """Make the directory, readable by its owner only, or refuse where nothing can be written."""
    try:
        if not directory.exists():
            made(directory)
        directory.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"The data directory {directory} cannot be made: {reason(error)}.") from error
    if not os.access(directory, os.R_OK | os.W_OK | os.X_OK):
        raise Refusal(f"The data directory {directory} is not writable.")


def secret_key(directory: Path) -> str:
    """The installation's secret, made at the first start."""
    path = directory / "secret_key"
    try:
        if not path.exists():
            made(path)
            _write_once(path, secrets.token_urlsafe(SECRET_KEY_BYTES))
        key = path.read_text().strip()
    except OSError as error:
        raise Refusal(f"The secret key {path} cannot be kept: {reason(error)}.") from error
    if not key:
        raise Refusal(f"The secret key {path} is empty; remove the file to have a new one made.")
    return key


def made(path: Path) -> None:
    """Take note of what this process makes in the data directory."""
    _made.append(path)


@contextmanager
def leaving_nothing_behind() -> Iterator[None]:
    """Remove what this process made in the data directory, if the block ends in an error."""
    try:
        yield
    except BaseException:
        for path in reversed(_made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def try_writing(directory: Path) -> None:
    """Refuse a directory that takes no file: not writable, read-only, or on a full disk."""
    try:
        with tempfile.NamedTemporaryFile(dir=directory) as file:
            file.write(bytes(PROBE_SIZE))
            file.flush()
    except OSError as error:
        raise Refusal(f"The data directory {directory} takes no file: {reason(error)}.") from error


def refuse_readable_secret(directory: Path) -> None:
    """Refuse a secret key that others on the machine can read."""
    path = directory / "secret_key"
    if path.exists() and path.stat().st_mode & FOR_OTHERS:
        raise Refusal(f"The secret key {path} can be read by others; run: chmod 600 {path}")


def reason(error: OSError) -> str:
    """The system's own words for what went wrong, as the end of a sentence."""
    number = error.errno or 0  # below 0 for what goes wrong when a name is looked up
    words = os.strerror(number) if number > 0 else error.strerror or str(error)
    return words[:1].lower() + words[1:]


def _write_once(path: Path, text: str) -> None:
    """Write whole or not at all; of two processes that start at once, one wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(descriptor, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
