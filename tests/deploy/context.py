"""What Docker is sent of a tree, by its .dockerignore."""

import os
import re
import shutil
from pathlib import Path, PurePosixPath


class Context:
    def __init__(self, tree: Path) -> None:
        self._tree = tree
        lines = (tree / ".dockerignore").read_text().split()
        self._patterns = [(line[0] == "!", _pattern(line.lstrip("!"))) for line in lines]

    def has(self, path: str) -> bool:
        """Whether the last pattern for the path, or for a directory above it, lets it through."""
        lines = [str(path), *map(str, PurePosixPath(path).parents)]
        verdicts = [
            lets_through
            for lets_through, pattern in self._patterns
            if any(pattern.fullmatch(line) for line in lines)
        ]
        return verdicts[-1] if verdicts else True

    def send(self, target: Path) -> Path:
        """Copies what it has."""
        for place, directories, files in os.walk(self._tree):
            here = Path(place).relative_to(self._tree)
            directories[:] = [name for name in directories if self.has(str(here / name))]
            for name in files:
                if self.has(str(here / name)):
                    (target / here).mkdir(parents=True, exist_ok=True)
                    shutil.copy2(self._tree / here / name, target / here / name)
        return target


def _pattern(line: str) -> re.Pattern[str]:
    return re.compile(re.escape(line).replace(r"\*\*/", "(.*/)?").replace(r"\*", "[^/]*"))
