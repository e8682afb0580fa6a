"""The steps of a Dockerfile, carried out in directories where there is no Docker.

image = rehearse(text, context, directory)
image.root      # what the steps put into /
image.said      # CMD, USER and whatever else they only tell Docker
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

CONTINUED = re.compile(r"\\\n\s*")
ABSOLUTE = re.compile(r"(?<![^\s:])/(?=\w)")
ABOUT_THE_MACHINE = ("apt-get", "useradd")  # such a step changes no file of Palaver's


@dataclass
class Stage:
    root: Path
    environment: dict[str, str]
    directory: str = "/"
    said: dict[str, str] = field(default_factory=dict)

    def path(self, named: str) -> Path:
        return self.root / os.path.join(self.directory, named).lstrip("/")  # noqa: PTH118  no Path

    def here(self, words: str) -> str:
        """With the stage's root before every absolute path."""
        return ABSOLUTE.sub(f"{self.root}/", words)


def rehearse(text: str, context: Path, directory: Path) -> Stage:
    """Carries out every stage; returns the last."""
    programs = _programs(directory)
    arguments: dict[str, str] = {}
    stages: dict[str, Stage] = {}
    stage = Stage(context, {})
    for keyword, words in steps(text):
        if keyword == "FROM":
            name = words.rpartition(" AS ")[2]
            stage = stages[name] = Stage(directory / f"stage-{len(stages)}", dict(programs))
            stage.root.mkdir()
            Template(words.split()[0]).substitute(arguments)  # refuses what no ARG gave
        elif keyword == "ARG":
            name, _, arguments[name] = words.partition("=")
        elif keyword == "COPY":
            _copy(stage, words, {**stages, "": Stage(context, {})})
        else:
            _take(stage, keyword, words)
    return stage


def steps(text: str) -> Iterator[tuple[str, str]]:
    """Each keyword, and what follows it."""
    for line in CONTINUED.sub("", text).splitlines():
        if line and not line.startswith("#"):
            keyword, words = line.split(maxsplit=1)
            yield keyword, words


def _take(stage: Stage, keyword: str, words: str) -> None:
    if keyword == "ENV":
        for word in shlex.split(words):
            name, _, value = word.partition("=")
            stage.environment[name] = Template(stage.here(value)).substitute(stage.environment)
    elif keyword == "WORKDIR":
        stage.directory = words
        stage.path(".").mkdir(parents=True, exist_ok=True)
    elif keyword == "RUN":
        _run(stage, words)
    else:
        stage.said[keyword] = words


def _run(stage: Stage, command: str) -> None:
    if command.startswith(ABOUT_THE_MACHINE):
        return
    done = subprocess.run(
        ["sh", "-c", stage.here(command)],
        cwd=stage.path("."),
        env=stage.environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def _copy(stage: Stage, words: str, stages: dict[str, Stage]) -> None:
    *sources, target = words.split()
    origin = stages[sources.pop(0).removeprefix("--from=") if "--from=" in words else ""]
    for source in map(origin.path, sources):
        if source.is_dir():
            shutil.copytree(source, stage.path(target), dirs_exist_ok=True, symlinks=True)
        else:
            stage.path(target).mkdir(parents=True, exist_ok=True)
            shutil.copy(source, stage.path(target))


def _programs(directory: Path) -> dict[str, str]:
    """The environment of every step; `python` is the one that runs the tests."""
    (directory / "bin").mkdir()
    (directory / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    return {**os.environ, "PATH": f"{directory / 'bin'}:{os.environ['PATH']}"}
