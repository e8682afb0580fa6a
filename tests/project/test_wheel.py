"""The wheel is all that an installation needs besides its dependencies; Node is not one of them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from tests.cli.commands import END_TIMEOUT, ROOT, environment, port

BUILT = "palaver/web/static/palaver/"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("dist")
    build = ["-m", "build", "--wheel", "--no-isolation", "--outdir", str(directory)]
    subprocess.run([sys.executable, *build], cwd=ROOT, check=True, capture_output=True)
    (built,) = directory.glob("palaver-*.whl")
    return built


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Path:
    """What pip makes of the wheel, without looking anywhere for anything else."""
    target = tmp_path / "site"
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
    subprocess.run([sys.executable, *install, str(target), str(wheel)], check=True)
    return target


@pytest.fixture
def server(installed: Path, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    variables = {"PORT": "0", "PATH": "/nowhere", "PYTHONPATH": str(installed)}
    with subprocess.Popen(
        [installed / "bin" / "palaver", "serve"],
        cwd=tmp_path,
        env=environment(tmp_path / "data", variables),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.terminate()
        process.communicate(timeout=END_TIMEOUT)


def test_it_holds_the_built_front_end_and_nothing_of_the_workshop(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read(f"{BUILT}manifest.json"))

    assert {f"{BUILT}{entry['file']}" for entry in manifest.values()} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"palaver"}


def test_it_serves_by_itself(server: "subprocess.Popen[str]", installed: Path) -> None:
    address = f"http://127.0.0.1:{port(server)}"
    manifest = json.loads((installed / BUILT / "manifest.json").read_text())
    script = manifest["src/main.js"]["file"]

    assert f"/static/palaver/{script}" in read(address)
    assert read(f"{address}/static/palaver/{script}")


def read(address: str) -> str:
    with urlopen(address) as response:  # noqa: S310  the test's own server
        content: bytes = response.read()
    return content.decode()
