"""What a report says of itself."""

import platform
from contextlib import ExitStack
from pathlib import Path

from bench.processes import Tree
from bench.systems import System
from bench.versions import load, versions


class Serving(System):
    """Has a service, and nothing else."""

    name = "serving"
    client = "RawClient"

    def start(self, running: ExitStack) -> None:
        return None

    @property
    def parts(self) -> dict[str, Tree]:
        return {}

    def clients(self, number: int) -> list[list[str]]:
        return []

    @property
    def services(self) -> dict[str, str]:
        return {"Server": "1.2"}


def test_it_names_the_commit_the_packages_and_the_machine(tmp_path: Path) -> None:
    when, software, machine = versions([Serving(tmp_path, 0)]).splitlines()

    assert ", commit " in when
    assert f"Python {platform.python_version()}, django " in software
    assert software.endswith(", Server 1.2")
    assert " cores " in machine
    assert platform.platform() in machine


def test_it_says_how_busy_the_machine_was() -> None:
    assert len([float(value) for value in load().split(", ")]) == 3
