"""Disks that can be full, in two ways: small ones, and limits on the size of files."""

import resource
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.running import Palaver

SIZE = "16m"
BLOCK = 64 * 1024  # bytes


class Disk(ABC):
    """Where a Palaver keeps its data."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @abstractmethod
    def fill(self, palaver: Palaver) -> None:
        """From now on the server can write no more."""

    @abstractmethod
    def make_room(self) -> None: ...


class SmallDisk(Disk):
    """A file system in memory; mounting it takes root."""

    def fill(self, palaver: Palaver) -> None:
        with self._ballast.open("wb", buffering=0) as ballast:
            try:
                while ballast.write(bytes(BLOCK)):
                    pass
            except OSError:
                pass

    def make_room(self) -> None:
        self._ballast.unlink()

    @property
    def _ballast(self) -> Path:
        return self.directory / "ballast"


class LimitedFiles(Disk):
    """No file may grow, as with a quota; the database is larger than the limit, the log is not."""

    def fill(self, palaver: Palaver) -> None:
        self._limited = palaver.pid
        resource.prlimit(self._limited, resource.RLIMIT_FSIZE, (BLOCK, resource.RLIM_INFINITY))

    def make_room(self) -> None:
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        with suppress(ProcessLookupError):  # the limit ended with the process
            resource.prlimit(self._limited, resource.RLIMIT_FSIZE, unlimited)


@contextmanager
def small_disk(directory: Path, size: str = SIZE) -> Iterator[Disk]:
    directory.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", directory], check=True)
    try:
        yield SmallDisk(directory)
    finally:
        subprocess.run(["umount", directory], check=True)


@contextmanager
def limited_files(directory: Path) -> Iterator[Disk]:
    yield LimitedFiles(directory)


def can_mount(directory: Path) -> bool:
    try:
        with small_disk(directory):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False
