"""The Dockerfile, step by step, and what its image would run."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from palaver.project.environment import EVERY_INTERFACE
from tests.deploy.context import Context
from tests.deploy.dockerfile import Stage, rehearse, steps
from tests.faults.asking import ask
from tests.faults.comparing import assert_exact
from tests.faults.page import Page
from tests.provider.process import ProviderProcess
from tests.running import ROOT, Palaver

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
CAUGHT = re.compile(r"^SigCgt:\s*(\w+)$", re.MULTILINE)
NEEDED_AT_SCALE = ("celery", "channels_redis", "psycopg", "psycopg_pool", "redis")


class Container(Palaver):
    """What the image runs, at an address of this machine's own."""

    def __init__(self, directory: Path, base_url: str, image: Stage) -> None:
        self._program, *words = json.loads(image.said["CMD"])
        self.command = tuple(words)
        self._bin = image.path("/opt/palaver/bin")
        super().__init__(directory, base_url, PATH=image.environment["PATH"])

    def _command(self, *words: str) -> list[str]:
        # The program names its Python where the steps put it first, not where they copied it to.
        return [str(self._bin / "python"), str(self._bin / self._program), *words]


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Context(ROOT).send(tmp_path_factory.mktemp("context"))


@pytest.fixture(scope="module")
def image(context: Path, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return rehearse(DOCKERFILE, context, tmp_path_factory.mktemp("image"))


@pytest.fixture
def container(image: Stage, provider: ProviderProcess, tmp_path: Path) -> Iterator[Container]:
    with Container(tmp_path, provider.base_url, image) as running:
        yield running


async def test_what_it_runs_answers_exactly(container: Container) -> None:
    owner = container.sign_in(container.create_user("owner"))
    asked = await ask(owner, seed=1, tokens=100, rate=100)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await page.ended(shown)
    assert_exact(container, asked, shown)


def test_it_holds_the_front_end_and_what_scaling_out_needs(
    image: Stage, container: Container
) -> None:
    packages = ", ".join(NEEDED_AT_SCALE)
    where = container.shell(f"import {packages}, palaver; print(palaver.__file__)")
    package = Path(where.strip()).parent

    assert package.is_relative_to(image.root)
    assert (package / "web" / "static" / "palaver" / "manifest.json.gz").exists()


def test_as_the_first_process_of_a_container_it_ends_on_sigterm(container: Container) -> None:
    # The kernel keeps from such a process every signal that it does not handle itself.
    caught = CAUGHT.search(Path(f"/proc/{container.pid}/status").read_text())

    assert caught
    assert int(caught[1], 16) & 1 << signal.SIGTERM - 1
    assert container.terminate() == 0
    container.start()


def test_it_is_healthy_while_it_serves(image: Stage, container: Container) -> None:
    assert _health(image, container) == 0
    container.terminate()
    assert _health(image, container) == 1
    container.start()


def test_it_is_not_run_by_root_and_keeps_everything_in_its_volume(image: Stage) -> None:
    user, volume = image.said["USER"], image.said["VOLUME"]

    assert f"useradd --system --uid 10001 --user-group --home-dir {volume}" in DOCKERFILE
    assert DOCKERFILE.count(f" {user}\n") >= 2
    assert image.environment["PALAVER_DATA_DIR"] == str(image.path(volume))
    assert image.environment["PORT"] == image.said["EXPOSE"]
    assert image.environment["HOST"] in EVERY_INTERFACE


def test_every_package_of_it_is_locked() -> None:
    installs = [words for keyword, words in steps(DOCKERFILE) if "pip install" in words]

    assert installs
    assert all("--require-hashes" in words or "--no-deps" in words for words in installs)


def test_the_context_is_what_it_copies_and_nothing_of_the_workshop(context: Path) -> None:
    sent = {str(path.relative_to(context)) for path in context.rglob("*")}

    assert {path.split("/")[0] for path in sent} == _copied()
    assert not [path for path in sent if re.search(r"node_modules|__pycache__|/\.env|\.git", path)]
    assert "palaver/web/static/palaver" not in sent


def _copied() -> set[str]:
    copies = [words.split() for keyword, words in steps(DOCKERFILE) if keyword == "COPY"]
    return {
        source.split("/")[0]
        for first, *others in copies
        if not first.startswith("--from")
        for source in (first, *others[:-1])
    }


def _health(image: Stage, container: Container) -> int:
    command = json.loads(image.said["HEALTHCHECK"].partition("CMD ")[2])
    environment = {**os.environ, **image.environment, "PORT": str(container.port)}
    done = subprocess.run(command, env=environment, check=False, stderr=subprocess.DEVNULL)
    return done.returncode
