"""How much a disk loses when the wheel is installed, with all that it needs."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.systems import ROOT

SIZE = "installed size of the wheel with all it needs, MB"
BLOCK = 512  # bytes, as stat(2) counts
MEGABYTE = 1024 * 1024


def installed() -> Iterator[Figure]:
    """Into an empty environment, at the versions that are locked."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        directory = Path(name)
        _run("-m", "build", "--wheel", "--no-isolation", "--outdir", name)
        (wheel,) = directory.glob("*.whl")
        _run("-m", "venv", f"{name}/venv")
        empty = _size(directory / "venv")
        pip = (f"{name}/venv/bin/python", "-m", "pip", "install", "--quiet")
        locked = str(ROOT / "requirements" / "run.txt")
        _run("--require-hashes", "--requirement", locked, program=pip)
        _run("--no-deps", str(wheel), program=pip)
        yield Figure(SIZE, "embedded", (_size(directory / "venv") - empty) / MEGABYTE)


def _run(*words: str, program: tuple[str, ...] = (sys.executable,)) -> None:
    subprocess.run([*program, *words], cwd=ROOT, check=True, capture_output=True)


def _size(directory: Path) -> int:
    found = (path.lstat() for path in directory.rglob("*"))
    return BLOCK * sum(status.st_blocks for status in found)
