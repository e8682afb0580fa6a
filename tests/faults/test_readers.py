"""Readers who come and go, and cursors that do not fit."""

import asyncio
import json
import random

import pytest

from tests.faults.asking import ask, press
from tests.faults.comparing import assert_exact
from tests.faults.page import Page, dial
from tests.faults.shown import Shown
from tests.running import Palaver
from tests.visitor import Visitor

READERS = 30
CUTS = 60


async def test_thirty_readers_who_lose_their_connections_see_the_same(
    palaver: Palaver, owner: Visitor
) -> None:
    rng = random.Random(111)
    asked = await ask(owner, seed=111, tokens=150, rate=50)
    pages = [Page(owner) for _ in range(READERS)]
    followed = [await page.follow(asked.message_id) for page in pages]
    async with asyncio.TaskGroup() as readers:
        for page, shown in zip(pages, followed, strict=True):
            readers.create_task(_read_to_the_end(page, shown))
        for cut in range(CUTS):
            await followed[0].reach(len(asked.script) * cut // CUTS)
            rng.choice(pages[1:]).cut()

    assert sum(page.connections for page in pages) >= READERS + CUTS // 2
    assert_exact(palaver, asked, *followed)


async def test_who_comes_back_is_told_only_what_is_new(palaver: Palaver, owner: Visitor) -> None:
    asked = await ask(owner, seed=112, tokens=100, rate=100)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id, owner.get(asked.chat).text)
        for _ in range(5):
            await shown.more(50)
            page.cut()
        await page.ended(shown)

    assert page.connections > 1
    assert (shown.resets, shown.resyncs) == (0, 0)
    assert_exact(palaver, asked, shown)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param((1, 7), id="of another epoch"),
        pytest.param((2, 999_999_999), id="beyond the log"),
        pytest.param((3, 999_999_999), id="beyond the reasoning"),
        pytest.param((4, 999_999_999), id="with more blocks than there are"),
        pytest.param((0, 999), id="of another renderer"),
    ],
)
@pytest.mark.parametrize("live", [True, False])
async def test_a_cursor_that_cannot_be_begins_anew(
    palaver: Palaver, owner: Visitor, change: tuple[int, int], live: bool
) -> None:
    asked = await ask(owner, seed=113, tokens=60, rate=200 if live else 0)
    async with Page(owner) as page:
        first = await page.follow(asked.message_id)
        await (first.more(50) if live else page.ended(first))
        other = Shown(asked.message_id, cursor=_changed(first.cursor, *change))
        await page.follow_again(other)
        await page.ended(first, other)

    assert other.resets == 1
    assert_exact(palaver, asked, first, other)


@pytest.mark.parametrize("cursor", ["", "nonsense", "1.2.3", "9" * 500, "-1.1.1.1.1.1.1", "\0"])
async def test_a_cursor_that_is_none_begins_anew(
    palaver: Palaver, owner: Visitor, cursor: str
) -> None:
    asked = await ask(owner, seed=114, tokens=20, rate=0)
    async with Page(owner) as page:
        shown = Shown(asked.message_id, cursor=cursor)
        await page.follow_again(shown)
        await page.ended(shown)

    assert shown.resets >= 1
    assert_exact(palaver, asked, shown)


async def test_the_cursor_of_a_stopped_answer_serves_when_it_goes_on(
    palaver: Palaver, owner: Visitor
) -> None:
    asked = await ask(owner, seed=115, tokens=150, rate=150)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)
        for _ in range(4):
            await shown.more(150)
            await press(owner, "stop", asked)
            await page.ended(shown)
            shown.run_again()
            await press(owner, "continuation", asked)
            await page.follow_again(shown)
        await page.ended(shown)

    assert_exact(palaver, asked, shown)


async def test_a_reader_who_stays_sees_an_answer_go_on_again_and_again(
    palaver: Palaver, owner: Visitor
) -> None:
    asked = await ask(owner, seed=116, tokens=100, rate=100)
    async with Page(owner, stays=True) as page:
        shown = await page.follow(asked.message_id)
        for _ in range(3):
            await shown.more(100)
            await press(owner, "stop", asked)
            await page.ended(shown)
            shown.run_again()
            await press(owner, "continuation", asked)
        await page.ended(shown)

    assert page.connections == 1
    assert_exact(palaver, asked, shown)


async def test_what_is_watched_twice_under_one_number_comes_once(
    palaver: Palaver, owner: Visitor
) -> None:
    asked = await ask(owner, seed=117, tokens=40, rate=40)
    async with dial(owner) as socket:
        for _ in range(20):
            await socket.send(json.dumps(["watch", 1, "answer", asked.message_id, ""]))
        shown = Shown(asked.message_id)
        received = 0
        while not shown.has_ended:
            channel, *payload = json.loads(await socket.recv())
            assert channel == 1
            assert shown.take(payload)
            received += 1
            await socket.send(json.dumps(["ack", received]))

    assert_exact(palaver, asked, shown)


async def _read_to_the_end(page: Page, shown: Shown) -> None:
    async with page:
        await page.ended(shown)


def _changed(cursor: str, part: int, value: int) -> str:
    parts = cursor.partition("+")[0].split(".")
    parts[part] = str(value)
    return ".".join(parts)
