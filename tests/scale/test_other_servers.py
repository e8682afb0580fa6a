"""The ASGI application as it is, under servers that know nothing of Palaver."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import ended, environment
from tests.faults.asking import ask, press
from tests.faults.comparing import assert_exact, assert_in_log, assert_shown_is_stored
from tests.faults.page import Page
from tests.faults.waiting import until
from tests.ports import free_port
from tests.provider.process import ProviderProcess
from tests.running import ROOT, Palaver
from tests.visitor import Visitor

APPLICATION = "palaver.project.asgi:application"
PROGRAMS = {
    "uvicorn": ["-m", "uvicorn", "--host", "127.0.0.1", "--port"],
    "daphne": ["-m", "daphne", "--bind", "127.0.0.1", "--port"],
}
SERVICE_RESTART = 1012


class OtherServer(Palaver):
    def __init__(self, directory: Path, base_url: str, program: str) -> None:
        super().__init__(directory, base_url, PALAVER_GRACE_PERIOD="0.5")
        self._program = program

    def start(self) -> None:
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, *PROGRAMS[self._program], str(self.port), APPLICATION],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                text=True,
            )
        while not self._listens():
            assert self._process.poll() is None, self.log.read_text()

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except ConnectionRefusedError:
            return False
        return True


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        pytest.param({"PORT": "x"}, "PORT", id="a wrong variable"),
        pytest.param({"PALAVER_RUNNER": "celery"}, "REDIS_URL", id="half a configuration"),
        pytest.param({}, "palaver manage migrate", id="no database"),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(
    tmp_path: Path, program: str, wrong: dict[str, str], told: str
) -> None:
    server = [sys.executable, *PROGRAMS[program], str(free_port()), APPLICATION]
    refused = ended(server, environment(tmp_path, wrong))

    assert refused.returncode != 0
    assert told in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.fixture(params=PROGRAMS)
def server(
    request: pytest.FixtureRequest, provider: ProviderProcess, tmp_path: Path
) -> Iterator[OtherServer]:
    server = OtherServer(tmp_path, provider.base_url, request.param)
    server.create_user("owner")  # which makes the database, as `palaver manage migrate` does
    with server:
        yield server


@pytest.fixture
def owner(server: OtherServer) -> Visitor:
    return server.sign_in("owner")


async def test_an_answer_is_asked_for_read_and_stopped(server: OtherServer, owner: Visitor) -> None:
    asked = await ask(owner, seed=1, tokens=100, rate=100)
    long = await ask(owner, seed=2, tokens=5000, rate=50)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        other = await page.follow(long.message_id)
        await page.ended(shown)
        await press(owner, "stop", long)
        await page.ended(other)

    assert_exact(server, asked, shown)
    assert_shown_is_stored(server, long, other, status="stopped")


async def test_told_to_end_it_tells_its_readers_and_hands_answers_back(
    server: OtherServer, owner: Visitor
) -> None:
    asked = await ask(owner, seed=4, tokens=300, rate=50)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await shown.more(50)
        await asyncio.to_thread(server.terminate)
        await until(lambda: page.codes)
        assert page.codes == [SERVICE_RESTART]
        assert server.answer(asked.message_id).status == "queued"
        assert_in_log(server, asked, shown)
        server.start()
        await page.ended(shown)

    assert_exact(server, asked, shown)
    assert "Traceback" not in server.log.read_text()


async def test_an_answer_goes_on_before_anybody_comes(server: OtherServer, owner: Visitor) -> None:
    asked = await ask(owner, seed=5, tokens=200, rate=50)
    await until(lambda: server.answer(asked.message_id).text)
    server.kill()
    server.start()
    await until(lambda: server.answer(asked.message_id).status == "done")

    assert_exact(server, asked)


async def test_killed_and_started_again_it_goes_on(server: OtherServer, owner: Visitor) -> None:
    asked = await ask(owner, seed=3, tokens=200, rate=50)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await shown.more(50)
        server.kill()
        server.start()
        await until(lambda: page.is_open)
        await page.ended(shown)

    assert_exact(server, asked, shown)
