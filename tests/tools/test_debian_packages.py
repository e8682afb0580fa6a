"""What the tests need of Debian, played with programs of the test's own."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.commands import ROOT

SCRIPT = ROOT / "tools" / "debian-packages"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """The only programs there are: `id`, which names nobody, and what a test adds."""
    add(tmp_path, "id", "echo 1000")
    return tmp_path


def add(programs: Path, name: str, body: str) -> None:
    program = programs / name
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


def run(programs: Path, *packages: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["/bin/sh", SCRIPT, *(packages or ("chromium", "redis-server"))],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_installed_that_is_there(programs: Path) -> None:
    add(programs, "chromium", "exit 1")
    add(programs, "redis-server", "exit 1")

    assert run(programs).returncode == 0


def test_who_may_not_install_is_told_what_is_missing(programs: Path) -> None:
    add(programs, "redis-server", "exit 1")

    told = run(programs)

    assert told.returncode == 1
    assert told.stderr == (
        "The tests need these Debian packages, so install them first: chromium.\n"
    )


def test_who_may_installs_what_is_missing(programs: Path) -> None:
    add(programs, "chromium", "exit 1")
    add(programs, "apt-get", 'echo "apt-get $*"')
    add(programs, "sudo", 'shift; [ "$1" = true ] || exec "$@"')

    done = run(programs)

    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "apt-get update -qq",
        "apt-get install -qq -y --no-install-recommends redis-server",
    ]


@pytest.mark.parametrize("version", ["15", "17"])
def test_a_program_of_another_name_is_found_whatever_its_version(
    programs: Path, version: str
) -> None:
    package = f"postgresql={programs}/lib/*/postgres"
    assert "install them first: postgresql.\n" in run(programs, package).stderr

    (programs / "lib" / version).mkdir(parents=True)
    add(programs / "lib" / version, "postgres", "exit 1")

    assert run(programs, package).returncode == 0
