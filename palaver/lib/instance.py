"""One embedded server per data directory: its generations, hints and broadcasts share a process."""

import fcntl
import os
from pathlib import Path

from palaver.lib.data_directory import made, reason
from palaver.lib.refusal import Refusal

_held: dict[Path, int] = {}


def hold(directory: Path) -> None:
    """Lock the directory until this process ends; a second hold in the same process is no harm."""
    path = (directory / "server.lock").resolve()
    if path in _held:
        return
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(descriptor, 20).decode(errors="replace").strip()
        os.close(descriptor)
        raise Refusal(_sentence(directory, holder)) from error
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    _held[path] = descriptor


def let_go(directory: Path) -> None:
    """Unlock the directory early, as a server does that ends while its process goes on."""
    descriptor = _held.pop((directory / "server.lock").resolve(), None)
    if descriptor is not None:
        os.close(descriptor)


def _open(path: Path) -> int:
    if not path.exists():
        made(path)
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Refusal(f"The lock {path} cannot be taken: {reason(error)}.") from error


def _sentence(directory: Path, holder: str) -> str:
    process = f" (process {holder})" if holder else ""
    return (
        f"Another Palaver{process} already serves the data directory {directory}; "
        "stop it, or give this one another PALAVER_DATA_DIR."
    )
