"""Following an answer over the live socket."""

import asyncio
import threading
from typing import Any

import pytest
from django.db import OperationalError

from palaver.generation import hub as hub_module
from palaver.generation.bus import bus
from palaver.generation.hints import Moved, Text
from palaver.generation.log import Claim
from palaver.generation.models import Generation
from palaver.generation.shown import shown
from palaver.lib.threads import DatabaseThreads
from palaver.markdown import render
from palaver.web.live.window import FRAMES
from tests.generation.reading import Page
from tests.generation.writing import claimed, finish, moved, text_of, write
from tests.provider import script_text
from tests.waiting import eventually
from tests.web.live.clients import LiveClient, connected
from tests.web.live.conftest import Parts

pytestmark = pytest.mark.usefixtures("broadcasts")


class Runner:
    """Writes to the log and says so on the bus, as the real one does."""

    def __init__(self, database: DatabaseThreads, claim: Claim) -> None:
        self._database = database
        self._claim = claim

    @classmethod
    async def of(cls, database: DatabaseThreads, generation: Generation) -> "Runner":
        return cls(database, await database.run(claimed, generation))

    async def write(self, *texts: str, heard: bool = True) -> None:
        for text in texts:
            claim = self._claim
            await self._database.run(write, claim, text)
            self._claim = moved(claim, text)
            if heard:
                bus.publish([Text(claim.generation_id, claim.epoch, claim.length, text, 0, "")])

    async def finish(self) -> None:
        await self._database.run(finish, self._claim)
        bus.publish([Moved(self._claim.generation_id)])


async def test_an_answer_is_followed_to_its_end(
    queued: Generation, page: LiveClient, database: DatabaseThreads, live_answer: str
) -> None:
    text, shown_here = script_text(7, 200), Page()
    page.say("watch", 1, "answer", live_answer, "")
    runner = await Runner.of(database, queued)
    for start in range(0, len(text), 50):
        await runner.write(text[start : start + 50])
        await _receive(page, shown_here)
    await runner.finish()
    await _receive_until_end(page, shown_here)
    assert shown_here.html == render(text)
    assert shown_here.end is not None
    assert shown_here.end[0] == "done"


async def test_a_page_goes_on_from_what_it_was_rendered_with(
    queued: Generation, page: LiveClient, database: DatabaseThreads, live_answer: str
) -> None:
    runner = await Runner.of(database, queued)
    await runner.write("One.\n\nTwo.\n\nThr")
    fresh = queued.message.chat.messages.filter(pk=live_answer)
    (message,) = await database.run(lambda: shown(fresh))
    cursor = message.generation.cursor
    page.say("watch", 1, "answer", live_answer, cursor)
    first = await page.hear()
    assert first[:2] == [1, cursor]
    assert not any("One." in str(op) for op in first)
    await runner.write("ee.")
    assert await page.hear() == [1, 0, 18, 6, "ee.</p>"]


async def test_a_page_comes_back_with_a_cursor_that_it_put_together(
    queued: Generation, page: LiveClient, database: DatabaseThreads, live_answer: str
) -> None:
    runner, shown_here = await Runner.of(database, queued), Page()
    page.say("watch", 1, "answer", live_answer, "")
    for text in ("", "One", " and", " two"):
        await runner.write(text)
        await _receive(page, shown_here)
    assert shown_here.cursor.endswith("+11")
    page.say("drop", 1)
    page.say("watch", 2, "answer", live_answer, shown_here.cursor)
    came = await page.hear()
    assert came[:2] == [2, shown_here.cursor]
    assert shown_here.receive(came[1:])
    await runner.write(".\n\nThree")
    await runner.finish()
    await _receive_until_end(page, shown_here)
    assert shown_here.html == render("One and two.\n\nThree")


async def test_an_answer_that_is_over_is_told_at_once(
    queued: Generation, page: LiveClient, database: DatabaseThreads, live_answer: str
) -> None:
    await database.run(lambda: finish(claimed(queued), "**So.**"))
    page.say("watch", 1, "answer", live_answer, "")
    shown_here = Page()
    await _receive_until_end(page, shown_here)
    assert shown_here.html == render("**So.**")


@pytest.mark.parametrize("cursor", ["x", "9.9.9", "1.1.999999.0.0.0.0", "1.99.0.0.0.0.0", "\0"])
async def test_a_hostile_cursor_means_starting_anew(
    queued: Generation, page: LiveClient, database: DatabaseThreads, live_answer: str, cursor: str
) -> None:
    await (await Runner.of(database, queued)).write("Text")
    page.say("watch", 1, "answer", live_answer, cursor)
    shown_here = Page(cursor)
    payload = await page.hear()
    assert payload[1] == ""
    assert shown_here.receive(payload[1:])
    assert shown_here.html == render("Text")


async def test_a_slow_page_skips_states_and_costs_no_memory(
    queued: Generation, page: LiveClient, database: DatabaseThreads, live_answer: str
) -> None:
    page.acknowledges = False
    page.say("watch", 1, "answer", live_answer, "")
    shown_here = Page()
    await _receive(page, shown_here)
    runner, text = await Runner.of(database, queued), script_text(3, 400)
    for start in range(0, len(text), 40):
        await runner.write(text[start : start + 40])
    page.say("pong")
    room = FRAMES - 1
    await eventually(lambda: page.waiting == room)
    for _ in range(room):
        await _receive(page, shown_here)
    assert page.waiting == 0
    page.acknowledge()
    await _receive(page, shown_here)
    page.acknowledge()
    assert shown_here.html.startswith(render(text)[: len(shown_here.html) // 2])
    await runner.finish()
    await _receive_until_end(page, shown_here)
    assert shown_here.html == render(text)


async def test_a_page_that_takes_nothing_can_still_say_stop(
    queued: Generation, page: LiveClient, database: DatabaseThreads, live_answer: str
) -> None:
    page.say("watch", 1, "answer", live_answer, "")
    await page.hear()
    runner = await Runner.of(database, queued)
    page.reads.clear()
    await runner.write("One, ", "two, ", "three.")
    page.say("stop", 1)
    await _ended(database, queued)
    assert await database.run(text_of, queued) == "One, two, three."
    page.reads.set()


async def test_a_stop_may_follow_its_watch_at_once(
    queued: Generation, page: LiveClient, database: DatabaseThreads, live_answer: str
) -> None:
    page.say("watch", 1, "answer", live_answer, "")
    page.say("stop", 1)
    await _ended(database, queued)


async def test_a_stop_of_something_else_stops_nothing(
    queued: Generation, page: LiveClient, database: DatabaseThreads, live_answer: str
) -> None:
    page.say("watch", 1, "answer", live_answer, "")
    page.say("watch", 2, "chat", str(queued.message.chat_id), 0)
    for ch in (2, 3, -1, 10**12):
        page.say("stop", ch)
    page.say("drop", 1)
    page.say("stop", 1)
    await page.hear()
    await database.run(queued.refresh_from_db)
    assert queued.status == "queued"


async def test_a_lost_hint_is_made_good(
    queued: Generation,
    page: LiveClient,
    parts: Parts,
    database: DatabaseThreads,
    live_answer: str,
) -> None:
    page.say("watch", 1, "answer", live_answer, "")
    shown_here = Page()
    await _receive(page, shown_here)
    runner = await Runner.of(database, queued)
    await runner.write("Lost, ", heard=False)
    await runner.write("found")
    await _receive(page, shown_here)
    assert shown_here.html == render("Lost, found")
    await runner.write(", and lost again", heard=False)
    await parts.hub.check()
    await _receive(page, shown_here)
    assert shown_here.html == render("Lost, found, and lost again")


async def test_a_retry_starts_the_page_anew(
    queued: Generation, page: LiveClient, database: DatabaseThreads, live_answer: str
) -> None:
    runner = await Runner.of(database, queued)
    await runner.write("The old text")
    page.say("watch", 1, "answer", live_answer, "")
    shown_here = Page()
    await _receive(page, shown_here)
    await runner.finish()
    await database.run(queued.refresh_from_db)
    await database.run(queued.retry)
    await (await Runner.of(database, queued)).write("The new text")
    shown_here.end = None
    while shown_here.html != render("The new text"):
        await _receive(page, shown_here)


async def test_a_hub_that_has_not_heard_of_a_retry_asks_the_log_first(
    queued: Generation,
    page: LiveClient,
    parts: Parts,
    database: DatabaseThreads,
    live_answer: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await database.run(lambda: finish(claimed(queued), "The old text"))
    page.say("watch", 1, "answer", live_answer, "")
    await _receive_until_end(page, Page())
    monkeypatch.setattr(parts.hub, "hear", lambda _hints: None)
    bus.unsubscribe(parts.hub.hear)
    await database.run(queued.refresh_from_db)
    await database.run(lambda: Generation.objects.filter(pk=queued.pk).update(status="queued"))
    page.say("watch", 2, "answer", live_answer, "")
    while (frame := await page.hear())[0] != 2:
        pass
    assert "end" not in frame


async def test_the_end_of_an_earlier_run_that_is_still_being_read_is_not_shown(
    queued: Generation,
    page: LiveClient,
    owners_cookie: str,
    database: DatabaseThreads,
    live_answer: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A reading began before the retry, and comes back after a page has heard of the retry."""
    was_read, may_return = threading.Event(), threading.Event()
    original = hub_module._reading

    def slow(*args: Any) -> Any:
        found = original(*args)
        was_read.set()
        may_return.wait(10)
        return found

    page.say("watch", 1, "answer", live_answer, "")
    await page.hear()
    runner = await Runner.of(database, queued)
    monkeypatch.setattr(hub_module, "_reading", slow)
    await runner.finish()
    await asyncio.to_thread(was_read.wait, 10)
    monkeypatch.setattr(hub_module, "_reading", original)
    await database.run(queued.refresh_from_db)
    await database.run(Generation.objects.filter(pk=queued.pk).update, status="queued")
    page.say("watch", 2, "answer", live_answer, "")
    threading.Timer(0.1, may_return.set).start()
    while (frame := await page.hear())[0] != 2:
        pass
    assert "end" not in frame


async def test_where_nothing_moved_nothing_is_sent(
    queued: Generation, page: LiveClient, parts: Parts, database: DatabaseThreads, live_answer: str
) -> None:
    runner = await Runner.of(database, queued)
    page.say("watch", 1, "answer", live_answer, "")
    await page.hear()
    paragraph = "word " * 2000
    await runner.write(paragraph)
    await page.hear()
    replica = parts.hub._replicas[queued.pk]
    before = replica.state
    await runner.write("x")
    await eventually(lambda: replica.state is not before)
    assert replica.state.view is before.view, "a long block is not rendered for every word"
    bus.publish([Moved(queued.pk)])
    assert await page.hears_nothing()


async def test_a_dropped_watch_is_silent_and_forgotten(
    queued: Generation,
    page: LiveClient,
    parts: Parts,
    database: DatabaseThreads,
    live_answer: str,
) -> None:
    page.say("watch", 1, "answer", live_answer, "")
    await page.hear()
    assert parts.hub._replicas
    page.say("drop", 1)
    page.say("drop", 1)
    page.say("drop", 99)
    await eventually(lambda: not parts.hub._replicas)
    await (await Runner.of(database, queued)).write("Nobody listens")
    assert await page.hears_nothing()


async def test_opening_and_dropping_in_one_breath_leaves_nothing_behind(
    page: LiveClient, parts: Parts, live_answer: str
) -> None:
    for n in range(30):
        page.say("watch", n % 3, "answer", live_answer, "")
        page.say("drop", n % 3)
    assert await page.hears_nothing()
    await eventually(lambda: not parts.hub._replicas and not parts.hub._repairs)
    assert not parts.hub._watchers


async def test_stating_a_watch_again_takes_the_place_of_the_first(
    page: LiveClient, parts: Parts, queued: Generation, live_answer: str
) -> None:
    for _ in range(20):
        page.say("watch", 1, "answer", live_answer, "")
    assert (await page.hear())[:2] == [1, ""]
    assert await page.hears_nothing()
    assert len(parts.hub._watchers[queued.pk]) == 1


async def test_a_page_that_leaves_takes_its_watches_along_and_stops_nothing(
    queued: Generation,
    owners_cookie: str,
    parts: Parts,
    database: DatabaseThreads,
    live_answer: str,
) -> None:
    async with connected(owners_cookie) as page:
        page.say("watch", 1, "answer", live_answer, "")
        page.say("watch", 2, "chat", str(queued.message.chat_id), 0)
        await page.hear()
        assert parts.hub._replicas
    assert (parts.hub._replicas, dict(parts.hub._chats)) == ({}, {})
    await database.run(queued.refresh_from_db)
    assert queued.status == "queued"


async def test_two_pages_show_the_same(
    queued: Generation,
    page: LiveClient,
    owners_cookie: str,
    database: DatabaseThreads,
    live_answer: str,
) -> None:
    async with connected(owners_cookie) as other:
        pages = [(page, Page()), (other, Page())]
        for client, _ in pages:
            client.say("watch", 1, "answer", live_answer, "")
        runner, text = await Runner.of(database, queued), script_text(5, 100)
        await runner.write(*(text[n : n + 30] for n in range(0, len(text), 30)))
        await runner.finish()
        for client, shown_here in pages:
            await _receive_until_end(client, shown_here)
            assert shown_here.html == render(text)


async def test_a_database_that_refuses_sends_the_page_away_to_come_back(
    page: LiveClient, monkeypatch: pytest.MonkeyPatch, live_answer: str
) -> None:
    monkeypatch.setattr(hub_module, "_reading", _locked)
    page.say("watch", 1, "answer", live_answer, "")
    assert await page.is_closed() == 1013


async def _receive(client: LiveClient, shown_here: Page) -> None:
    message = await client.hear()
    assert shown_here.receive(message[1:]), message


async def _receive_until_end(client: LiveClient, shown_here: Page) -> None:
    while shown_here.end is None:
        await _receive(client, shown_here)
        if not client.acknowledges:
            client.acknowledge()


async def _ended(database: DatabaseThreads, generation: Generation) -> None:
    async with asyncio.timeout(10):
        while generation.is_live:
            await database.run(generation.refresh_from_db)


def _locked(*_args: Any) -> Any:
    raise OperationalError("database is locked")
