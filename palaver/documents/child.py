"""The process in which a file is read: it can do little, and not for long."""

import os
import resource
import sys
from typing import IO

import msgspec

from palaver.documents.document import Document, Limits, Unreadable

MEMORY = 512 * 1024 * 1024  # bytes of address space
PROCESSOR = 20  # seconds
OUTPUT = 16 * 1024 * 1024  # bytes
FILES = 32
LESS_URGENT = 10  # than the answers

_LIMITS = {
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_CPU: PROCESSOR,
    resource.RLIMIT_FSIZE: OUTPUT,
    resource.RLIMIT_NOFILE: FILES,
    resource.RLIMIT_NPROC: 0,
    resource.RLIMIT_CORE: 0,
}


def main(limits: str) -> None:
    """Reads standard input, which is a file, and writes what is in it to standard output."""
    confine()
    wanted = msgspec.json.decode(limits, type=Limits)
    sys.stdout.buffer.write(msgspec.json.encode(_read(sys.stdin.buffer, wanted)))


def confine() -> None:
    """From now on this process can take, make and write no more than a file is worth."""
    for name, most in _LIMITS.items():
        resource.setrlimit(name, (most, most))
    os.nice(LESS_URGENT)


def _read(file: IO[bytes], limits: Limits) -> Document:
    from palaver.documents.reading import read

    try:
        return read(file, limits)
    except Unreadable as unreadable:
        return unreadable.document
    except (MemoryError, RecursionError):
        return Document(problem="too_complex")
    except Exception:  # noqa: BLE001  parsers raise anything on what is broken
        return Document(problem="damaged")
