"""SIGTERM: answers end in time or go on after the next start, and nothing is said but 1012."""

import asyncio
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.asking import Asked, ask, times_asked
from tests.faults.changed import END_IN_FINALISER, ChangedPalaver
from tests.faults.comparing import assert_exact, assert_in_log
from tests.faults.page import Page
from tests.faults.waiting import until
from tests.provider.process import ProviderProcess
from tests.running import ROOT, Palaver
from tests.visitor import Visitor

SHORT_GRACE = 0.5  # seconds
CLOSING = 3.0  # seconds that the rest of an orderly end may take
SERVICE_RESTART = 1012
RUNNING_TITLES = """
SELECT count(*) FROM generation_call
WHERE purpose = 'title' AND finished_at IS NULL AND chat_id = ?
"""
ENDED_BY_SIGTERM = {0, -signal.SIGTERM}  # the latter before Palaver's own code runs


@pytest.fixture(scope="module")
def hasty(provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Palaver]:
    """One that does not wait long for running answers."""
    directory = tmp_path_factory.mktemp("hasty")
    environment = {"PALAVER_GRACE_PERIOD": str(SHORT_GRACE), "PALAVER_TITLES": "1"}
    with Palaver(directory, provider.base_url, **environment) as running:
        yield running


async def test_running_answers_end_within_the_grace_period(
    palaver: Palaver, owner: Visitor, provider: ProviderProcess
) -> None:
    asked = [await ask(owner, seed=seed, tokens=90, rate=60) for seed in (61, 62, 63)]
    async with Page(owner) as page:
        shown = [await page.follow(one.message_id) for one in asked]
        await until(lambda: all(one.position > 50 for one in shown))

        status = await asyncio.to_thread(palaver.terminate)

        assert status == 0
        assert page.codes[0] == SERVICE_RESTART
        for one, view in zip(asked, shown, strict=True):
            assert_in_log(palaver, one, view)
            assert_exact(palaver, one)
        await asyncio.to_thread(palaver.start)
        await page.ended(*shown)

    for one, view in zip(asked, shown, strict=True):
        assert_exact(palaver, one, view)
        assert times_asked(provider, one) == 1
    assert "Traceback" not in palaver.log.read_text()


async def test_longer_answers_go_on_after_each_of_several_restarts(
    hasty: Palaver, provider: ProviderProcess
) -> None:
    owner = hasty.sign_in(hasty.create_user("owner"))
    asked = await ask(owner, seed=71, tokens=160, rate=40)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        for _ in range(3):
            await shown.more(50)
            started = time.monotonic()

            assert await asyncio.to_thread(hasty.terminate) == 0

            assert time.monotonic() - started < SHORT_GRACE + CLOSING
            assert hasty.answer(asked.message_id).status == "queued"
            assert_in_log(hasty, asked, shown)
            await asyncio.to_thread(hasty.start)
        await page.ended(shown)

    assert set(page.codes[:3]) == {SERVICE_RESTART}
    assert_exact(hasty, asked, shown)
    assert times_asked(provider, asked) >= 4
    assert "Traceback" not in hasty.log.read_text()


async def test_it_can_be_ended_while_a_title_is_being_asked_for(hasty: Palaver) -> None:
    owner = hasty.sign_in(hasty.create_user("author"))
    asked = await ask(owner, seed=72, tokens=20, rate=20)
    await until(lambda: _running_titles(hasty, asked) == 1)

    assert await asyncio.to_thread(hasty.terminate) == 0

    assert_exact(hasty, asked)
    assert _running_titles(hasty, asked) == 0
    assert "Traceback" not in hasty.log.read_text()
    await asyncio.to_thread(hasty.start)


@pytest.mark.parametrize("is_new", [True, False])
async def test_it_can_be_ended_at_any_moment_of_its_start(
    provider: ProviderProcess, tmp_path: Path, is_new: bool
) -> None:
    rng = random.Random(int(is_new))
    palaver = Starting(tmp_path, provider.base_url)
    if not is_new:
        palaver.create_user("owner")
    for _ in range(3):
        await asyncio.to_thread(palaver.end_after, rng.uniform(0.1, 1.6))

    assert "Traceback" not in palaver.log.read_text()
    with palaver:
        visitor = palaver.sign_in(palaver.create_user("somebody"))
        asked = await ask(visitor, seed=73, tokens=5)
        await until(lambda: palaver.answer(asked.message_id).status == "done")
        assert_exact(palaver, asked)


def test_it_ends_where_python_drops_what_is_raised(
    provider: ProviderProcess, tmp_path: Path
) -> None:
    changes = {END_IN_FINALISER: int(signal.SIGTERM)}
    palaver = ChangedPalaver(tmp_path, provider.base_url, changes)
    done = palaver.run("serve")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


class Starting(Palaver):
    """One that is ended before it serves."""

    def end_after(self, seconds: float) -> None:
        with self.log.open("a") as log:
            process = subprocess.Popen(
                self._command("serve"),
                cwd=ROOT,
                env=self._environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.terminate()
        assert process.wait(5) in ENDED_BY_SIGTERM


def _running_titles(palaver: Palaver, asked: Asked) -> int:
    chat_id = asked.chat.removeprefix("/chats/").strip("/").replace("-", "")
    return int(palaver.rows(RUNNING_TITLES, chat_id)[0][0])
