"""Runs the reading of a file in a process of its own, and ends it where it takes too long."""

import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Lock
from typing import IO

import msgspec

from palaver.documents.child import OUTPUT
from palaver.documents.document import Document, Limits

TIME = 30.0  # seconds by the clock on the wall; of the processor's less is allowed

ROOT = Path(__file__).resolve().parents[2]
# Isolated from the environment and from the directory that it is started in.
COMMAND = [
    *(sys.executable, "-I", "-B", "-c"),
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from palaver.documents.child import main; main(sys.argv[2])",
    str(ROOT),
]
NEEDED = ("LD_LIBRARY_PATH", "PATH")  # nothing else of the environment: it holds secrets

logger = logging.getLogger(__name__)


class Sandbox:
    """Reads files from any thread; closing it ends whatever is being read."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_closed = False

    def read(self, file: IO[bytes], limits: Limits) -> Document:
        """What is in the file, which must be one of the file system's; never raises for its sake.

        Raises `Closed` where the sandbox was closed meanwhile.
        """
        file.seek(0)
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaint:
            process = self._start(file, output, complaint, limits)
            status = self._wait_for(process)
            if status > 0:
                logger.error("A file could not be read: %s", _last_line(complaint))
            return _document(output) if status >= 0 else Document(problem="too_complex")

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            for process in self._running:
                process.kill()

    def _start(
        self, file: IO[bytes], output: IO[bytes], complaint: IO[bytes], limits: Limits
    ) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._is_closed:
                raise Closed
            process = subprocess.Popen(
                [*COMMAND, msgspec.json.encode(limits).decode()],
                stdin=file,
                stdout=output,
                stderr=complaint,
                env={name: os.environ[name] for name in NEEDED if name in os.environ},
                cwd="/",
                start_new_session=True,
            )
            self._running.add(process)
        return process

    def _wait_for(self, process: "subprocess.Popen[bytes]") -> int:
        """The exit status; below 0 where a signal ended it."""
        try:
            process.wait(TIME)
        except subprocess.TimeoutExpired:
            process.kill()
        status = process.wait()
        with self._lock:
            self._running.discard(process)
            if self._is_closed:
                raise Closed
        return status


class Closed(Exception):
    """Nothing is read any more."""


def _document(output: IO[bytes]) -> Document:
    output.seek(0)
    try:
        return msgspec.json.decode(output.read(OUTPUT), type=Document)
    except msgspec.MsgspecError:
        return Document(problem="damaged")


def _last_line(complaint: IO[bytes]) -> str:
    complaint.seek(0)
    lines = complaint.read(OUTPUT).decode("utf-8", "replace").splitlines()
    return lines[-1] if lines else "it did not say why"
