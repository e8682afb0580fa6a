"""docs/deployment.md names what there is, and so does the README."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.deploy.making_sense import refusal
from tests.running import ROOT

GUIDE = (ROOT / "docs" / "deployment.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
FILE = re.compile(r"\b(?:deploy|requirements)/[\w./@-]*\w")
LINK = re.compile(r"\]\(([^)#]+)\)")
UNIT = re.compile(r"palaver-(?:migrate|[a-z]+@\d+)")
COMMAND = re.compile(r"(?:bin/|-- |web-1 |`)palaver ([a-z]+)")


@pytest.mark.parametrize("name", ["docs/deployment.md", "README.md"])
def test_every_file_that_it_names_is_there(name: str) -> None:
    text, place = (ROOT / name).read_text(), (ROOT / name).parent
    named = {ROOT / file for file in FILE.findall(text)}
    linked = {place / link for link in LINK.findall(text) if "://" not in link}

    assert linked
    assert {path for path in named | linked if not path.exists()} == set()


def test_the_readme_stays_short() -> None:
    assert (ROOT / "README.md").read_text().count("\n") < 80


def test_every_unit_that_it_starts_is_there() -> None:
    started = {
        re.sub(r"\d+$", "", unit)
        for block in BLOCKS
        if "systemctl" in block
        for unit in UNIT.findall(block)
    }

    assert len(started) == 3
    assert all((ROOT / "deploy" / "systemd" / f"{unit}.service").exists() for unit in started)


@pytest.mark.parametrize("command", sorted(set(COMMAND.findall(GUIDE))))
def test_every_command_that_it_gives_is_one(command: str, tmp_path: Path) -> None:
    assert refusal(["palaver", command], tmp_path) == ""


@pytest.mark.parametrize("block", BLOCKS)
def test_a_shell_reads_its_commands(block: str) -> None:
    subprocess.run(["bash", "-n"], input=block, text=True, check=True)
