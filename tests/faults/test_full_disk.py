"""A disk that is full for a while: nothing is half-written, nothing is lost."""

import asyncio
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.faults.asking import NEW, ask
from tests.faults.changed import HANDOVER_TIMEOUT, ChangedPalaver
from tests.faults.comparing import assert_exact, assert_in_log, assert_shown_is_stored
from tests.faults.disks import Disk, can_mount, limited_files, small_disk
from tests.faults.page import Page
from tests.faults.waiting import until
from tests.provider.process import ProviderProcess
from tests.running import MODEL, Palaver
from tests.visitor import Visitor

pytestmark = pytest.mark.sqlite_only  # the database is in the data directory
KINDS = [limited_files, small_disk]
END = 8.0  # seconds
CHATS = "SELECT count(*) FROM chats_chat"
REFUSED = "The database refused"


@pytest.fixture(scope="module", params=KINDS, ids=["limited", "small"])
def disk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Disk]:
    directory = tmp_path_factory.mktemp("disk")
    kind = request.param if can_mount(directory / "probe") else limited_files
    with kind(directory / "mounted") as mounted:
        yield mounted


@pytest.fixture(scope="module")
def palaver(
    disk: Disk, provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Palaver]:
    hasty = {HANDOVER_TIMEOUT: 1.0}
    running = ChangedPalaver(disk.directory, provider.base_url, hasty, PALAVER_GRACE_PERIOD="1")
    running.log = tmp_path_factory.mktemp("log") / "server.log"
    with running:
        yield running


async def test_running_answers_wait_and_go_on(palaver: Palaver, owner: Visitor, disk: Disk) -> None:
    asked = [await ask(owner, seed=seed, tokens=80, rate=50) for seed in (131, 132, 133)]
    async with Page(owner) as page:
        shown = [await page.follow(one.message_id) for one in asked]
        await shown[0].more(100)
        disk.fill(palaver)
        await _refused(palaver)

        assert (await asyncio.to_thread(owner.get, asked[0].chat)).status == 200
        for one, view in zip(asked, shown, strict=True):
            assert_in_log(palaver, one, view)

        disk.make_room()
        await page.ended(*shown)

    for one, view in zip(asked, shown, strict=True):
        assert_exact(palaver, one, view)
    assert page.connections == 1


async def test_an_answer_whose_end_finds_no_room_ends_when_there_is(
    palaver: Palaver, owner: Visitor, provider: ProviderProcess, disk: Disk
) -> None:
    asked = await ask(owner, seed=134, tokens=40, rate=50)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await shown.more(50)
        disk.fill(palaver)
        await until(lambda: _is_answered(provider, asked.question))
        await _refused(palaver)
        assert not shown.has_ended

        disk.make_room()
        await page.ended(shown)

    assert_exact(palaver, asked, shown)


async def test_a_message_without_room_is_refused_with_its_text_and_can_be_sent_later(
    palaver: Palaver, owner: Visitor, disk: Disk
) -> None:
    fields = {"text": f"Hello <{uuid4()}>", "model": MODEL, "client_id": str(uuid4())}
    before = palaver.rows(CHATS)
    disk.fill(palaver)

    refused = await asyncio.to_thread(owner.post, NEW, **fields)

    assert refused.status == 503
    assert "nothing can be stored" in refused.text or "takes nothing" in refused.text
    assert fields["text"].replace("<", "&lt;").replace(">", "&gt;") in refused.text
    assert "Traceback" not in refused.text
    assert "OperationalError" not in refused.text
    assert palaver.rows(CHATS) == before
    disk.make_room()
    sent = await asyncio.to_thread(owner.post, NEW, **fields)
    assert sent.status == 302
    assert palaver.rows(CHATS) == [(before[0][0] + 1,)]


async def test_a_stop_without_room_is_obeyed_when_there_is(
    palaver: Palaver, owner: Visitor, disk: Disk
) -> None:
    asked = await ask(owner, seed=135, tokens=300, rate=30)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await shown.more(100)
        disk.fill(palaver)
        await _refused(palaver)
        await page.stop(shown)
        position = shown.position
        await _refused(palaver)

        disk.make_room()
        await page.ended(shown)

    assert page.connections == 1
    assert_shown_is_stored(palaver, asked, shown, status="stopped")
    assert position <= shown.position < len(asked.script)


async def test_it_ends_in_time_without_room_and_goes_on_with_it(
    palaver: Palaver, owner: Visitor, disk: Disk
) -> None:
    asked = await ask(owner, seed=136, tokens=120, rate=40)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        await shown.more(100)
        disk.fill(palaver)
        await _refused(palaver)
        started = time.monotonic()

        assert await asyncio.to_thread(palaver.terminate) == 0

        assert time.monotonic() - started < END
        assert_in_log(palaver, asked, shown)
        disk.make_room()
        await asyncio.to_thread(palaver.start)
        await page.ended(shown)

    assert_exact(palaver, asked, shown)


async def _refused(palaver: Palaver) -> None:
    """Until the server has found once more that it cannot write."""
    before = palaver.log.read_text().count(REFUSED)
    await until(lambda: palaver.log.read_text().count(REFUSED) > before)


def _is_answered(provider: ProviderProcess, question: str) -> bool:
    requests = provider.requests()
    return any(r["finished"] for r in requests if r["messages"][-1]["content"] == question)
