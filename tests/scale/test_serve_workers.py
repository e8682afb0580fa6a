"""`palaver serve --workers`: several processes behind one address."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.cli.commands import is_one_sentence, palaver
from tests.faults.asking import ask
from tests.faults.comparing import assert_exact
from tests.faults.page import Page
from tests.faults.waiting import until
from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.scale.redis import RedisServer
from tests.visitor import Visitor

SERVICE_RESTART = 1012
PAGES = 6  # more than the processes: each has some


class Servers(Palaver):
    command = ("serve", "--workers", "2")

    @property
    def processes(self) -> set[int]:
        """Those that serve; the others below it only help to start them."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return {int(child) for child in children if _serves(child)}


@pytest.fixture
def servers(redis: RedisServer, provider: ProviderProcess, tmp_path: Path) -> Iterator[Servers]:
    environment = {"REDIS_URL": redis.url, "PALAVER_GRACE_PERIOD": "1"}
    with Servers(tmp_path, provider.base_url, **environment) as running:
        yield running


@pytest.fixture
def owner(servers: Servers) -> Visitor:
    return servers.sign_in(servers.create_user("owner"))


async def test_one_is_killed_and_its_answers_and_readers_go_on_in_the_others(
    servers: Servers, owner: Visitor
) -> None:
    asked = [await ask(owner, seed=n, tokens=200, rate=50) for n in range(4)]
    pages = [await Page(owner).__aenter__() for _ in range(PAGES)]
    shown = [[await page.follow(one.message_id) for page in pages] for one in asked]
    for views in shown:
        await views[0].more(50)
    before = servers.processes
    os.kill(min(before), signal.SIGKILL)
    for number, page in enumerate(pages):
        await page.ended(*(views[number] for views in shown))
        await page.__aexit__(None, None, None)

    for one, views in zip(asked, shown, strict=True):
        assert_exact(servers, one, *views)
    await until(lambda: len(servers.processes) == len(before))
    assert servers.processes != before


async def test_replaced_in_turn_it_loses_nobody(servers: Servers, owner: Visitor) -> None:
    asked = await ask(owner, seed=5, tokens=300, rate=50)
    pages = [await Page(owner).__aenter__() for _ in range(PAGES)]
    shown = [await page.follow(asked.message_id) for page in pages]
    await shown[0].more(50)
    before = servers.processes
    os.kill(servers.pid, signal.SIGHUP)
    for page, view in zip(pages, shown, strict=True):
        await page.ended(view)
    await until(lambda: not before & servers.processes and len(servers.processes) == len(before))
    await until(lambda: all(page.codes for page in pages))
    for page in pages:
        await page.__aexit__(None, None, None)

    assert_exact(servers, asked, *shown)
    assert {code for page in pages for code in page.codes} == {SERVICE_RESTART}


def test_told_to_end_all_end(servers: Servers) -> None:
    processes = servers.processes

    assert len(processes) == 2
    assert servers.terminate() == 0
    assert not any(_serves(str(process)) for process in processes)
    servers.start()


async def test_one_that_cannot_start_again_is_tried_until_it_can(
    servers: Servers, owner: Visitor
) -> None:
    before = servers.processes
    with _database_of_a_newer_version(servers):
        os.kill(min(before), signal.SIGKILL)
        await until(lambda: servers.log.read_text().count("newer version") > 2)
        assert servers.processes & before
        asked = await ask(owner, seed=6, tokens=20)
        await until(lambda: servers.answer(asked.message_id).status == "done")
    await until(lambda: len(servers.processes) == len(before))
    async with Page(owner) as page:
        await page.ended(await page.follow(asked.message_id))

    assert_exact(servers, asked)
    assert servers.terminate() == 0
    servers.start()


def test_when_none_can_start_all_end(redis: RedisServer, tmp_path: Path) -> None:
    variables = {"REDIS_URL": redis.url, "DJANGO_SETTINGS_MODULE": "tests.scale.only_first"}
    ended = palaver("serve", "--workers", "2", data=tmp_path, PORT="0", **variables)

    assert ended.returncode == 1
    assert "Only the first process" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_redis_several_are_refused(tmp_path: Path) -> None:
    refused = palaver("serve", "--workers", "2", data=tmp_path)

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert "REDIS_URL" in refused.stderr


@pytest.mark.parametrize("workers", ["0", "-1", "two", "1.5", ""])
def test_a_number_that_is_none_is_refused(tmp_path: Path, workers: str) -> None:
    refused = palaver("serve", f"--workers={workers}", data=tmp_path)

    assert refused.returncode == 2
    assert "no whole number above zero" in refused.stderr


@contextmanager
def _database_of_a_newer_version(servers: Servers) -> Iterator[None]:
    """What runs goes on with it; nothing can start."""
    _rename_migrations(servers, "chats", "later")
    yield
    _rename_migrations(servers, "later", "chats")


def _rename_migrations(servers: Servers, app: str, other: str) -> None:
    with closing(sqlite3.connect(servers.data / "palaver.sqlite3")) as database, database:
        database.execute("UPDATE django_migrations SET app = ? WHERE app = ?", [other, app])


def _serves(process: str) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
    except FileNotFoundError:
        return False
