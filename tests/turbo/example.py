"""The README's example project, written to a directory and run on ports of its own."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port
from tests.turbo.servers import redis_server, running

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "palaver/turbo/README.md"
TURBO = ROOT / "frontend/node_modules/@hotwired/turbo/dist/turbo.es2017-esm.js"

FILE = re.compile(r"^`([\w./]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """The project of the README in a directory."""

    directory: Path
    port: int
    redis_port: int

    @classmethod
    def written_to(cls, directory: Path) -> "Example":
        example = cls(directory, free_port(), free_port())
        example._write()
        example.run(example._command(0))
        return example

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def redis(self) -> AbstractContextManager[str]:
        return redis_server(self.directory, self.redis_port)

    def server(self) -> AbstractContextManager[subprocess.Popen[str]]:
        command = ["sh", "-c", f"exec {self._command(1)}"]
        return running(command, "running on", self.directory, self._environment)

    def announce_tea(self) -> None:
        self.run(self._command(2))

    def shell(self, code: str) -> str:
        return self.run('python manage.py shell -c "$CODE"', CODE=code)

    def run(self, command: str, **environment: str) -> str:
        """Run a command as a person would and return what it prints, errors included."""
        done = subprocess.run(
            ["sh", "-ec", command],
            cwd=self.directory,
            env={**self._environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    @property
    def _environment(self) -> dict[str, str]:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        return {**inherited, "PATH": path, "PYTHONPATH": str(ROOT)}

    @property
    def _text(self) -> str:
        text = README.read_text()
        return text.replace("8000", str(self.port)).replace("6379", str(self.redis_port))

    def _command(self, position: int) -> str:
        commands: list[str] = COMMANDS.findall(self._text)
        return commands[position]

    def _write(self) -> None:
        for path, text in FILE.findall(self._text):
            file = self.directory / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        assert TURBO.exists(), "Install the front end first: npm ci in frontend/"
        (self.directory / "static").mkdir()
        shutil.copy(TURBO, self.directory / "static")
