"""Whether Palaver understands what a deployment file has it run."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from palaver.cli.server import CLOSING_TIME
from palaver.project import environment
from tests.cli.commands import palaver

OF_UVICORN = {"FORWARDED_ALLOW_IPS"}
GOING_ON = 5.0  # seconds that a process gets to end, once everything in it has


def grace_period() -> float:
    """Seconds that answers get where nothing is set."""
    with tempfile.TemporaryDirectory() as empty:
        return environment.read(Path(empty)).grace_period


def ending_time(grace: float | str) -> float:
    """Seconds from SIGTERM to the end, at most."""
    return float(grace) + CLOSING_TIME + GOING_ON


def unknown(names: Iterable[str]) -> set[str]:
    return set(names) - set(environment.NAMES) - OF_UVICORN


def refusal(command: Sequence[str], directory: Path) -> str:
    """What Palaver says to a command that it does not know."""
    program, *words = command
    assert Path(program).name == "palaver"
    shown = palaver(*words, "--help", data=directory)
    return shown.stderr if shown.returncode else ""


def nonsense(variables: Mapping[str, str], directory: Path) -> str:
    """What Palaver says to settings that cannot work, or not together."""
    given = {**variables, "PALAVER_DATA_DIR": str(directory)}
    checked = palaver("manage", "check", data=directory, **given)
    return checked.stderr if checked.returncode else ""
