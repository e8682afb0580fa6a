"""A virtual environment for each of the others, made once and kept below .peers/."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

DIRECTORY = Path(__file__).resolve().parents[1] / ".peers"
_NEEDS = """
import re, sys
from importlib.metadata import requires
name, *without = sys.argv[1:]
for line in requires(name):
    if "extra ==" not in line and re.match(r"[\\w.-]+", line)[0].lower() not in without:
        print(line)
"""


@dataclass(frozen=True)
class Package:
    """What is installed: this version, or the newest where there is no such version any more."""

    name: str
    version: str
    beside: Sequence[str] = ()  # what it is used with
    without: Sequence[str] = ()  # of what it asks for, what serves no chat: models to be run here

    @property
    def directory(self) -> Path:
        return DIRECTORY / f"{self.name}-{self.version}"

    def program(self, name: str) -> Path:
        """One of its programs, installed if it is not yet."""
        done = self.directory / "installed"
        if not done.exists():
            print(f"Installing {self.name} into {self.directory} …", file=sys.stderr, flush=True)
            subprocess.run([sys.executable, "-m", "venv", self.directory], check=True)
            self._install()
            done.touch()
        return self.directory / "bin" / name

    def _install(self) -> None:
        only = ["--no-deps"] if self.without else []
        if not self._pip(*only, f"{self.name}=={self.version}") and not self._pip(*only, self.name):
            raise SystemExit(f"{self.name} could not be installed.")
        if not self._pip(*(self._needs() if self.without else []), *self.beside):
            raise SystemExit(f"What {self.name} needs could not be installed.")

    def _pip(self, *words: str) -> bool:
        """Whether all of it could be installed."""
        pip = [self._python, "-m", "pip", "install", "--quiet", *words]
        return not words or subprocess.run(pip, check=False).returncode == 0

    def _needs(self) -> list[str]:
        command = [self._python, "-c", _NEEDS, self.name, *self.without]
        found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        return found.stdout.splitlines()

    @property
    def _python(self) -> str:
        return str(self.directory / "bin/python")
