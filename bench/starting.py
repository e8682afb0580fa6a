"""How long it takes from the command to the first page, and what memory that takes."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

from bench.figures import Figure
from bench.processes import Tree
from tests.running import Palaver

FIRST_START = "start to first page, in an empty directory, s"
NEXT_START = "start to first page, from then on, s"
MEMORY = "memory with the first page, MB"


def start(directory: Path, base_url: str) -> Iterator[Figure]:
    """Embedded, once with nothing there and once again."""
    directory.mkdir()
    for what in (FIRST_START, NEXT_START):
        seconds, memory = _first_page(Palaver(directory, base_url))
        yield Figure(what, "embedded", seconds)
    yield Figure(MEMORY, "embedded", memory)


def _first_page(palaver: Palaver) -> tuple[float, float]:
    began = time.monotonic()
    with palaver:
        urlopen(palaver.address).read()  # noqa: S310  our own
        return time.monotonic() - began, Tree(palaver.pid).memory().pss
