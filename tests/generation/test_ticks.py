import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
import pytest_asyncio

from palaver.accounts.models import User
from palaver.generation import log, ticks
from palaver.generation.clock import later_sql
from palaver.generation.fence import Append
from palaver.generation.hints import Hint, Moved, Text
from palaver.generation.models import Chunk, Generation, Outcome, Status
from palaver.generation.pen import Pen
from palaver.generation.ticks import Ticks
from palaver.lib.threads import DatabaseThreads
from tests.generation.fixtures import Ask, columns
from tests.generation.refusing import full, locked, somebody_else
from tests.generation.writing import DONE, claimed, run_out, text_of, write
from tests.waiting import PATIENCE, eventually

Published = list[Hint]


class Bus:
    """Remembers what was published, and what another connection saw in the log just then."""

    def __init__(self) -> None:
        self.hints: Published = []
        self.lengths: list[int] = []
        self.fails = False

    def publish(self, hints: Sequence[Hint]) -> None:
        if self.fails:
            raise ConnectionError("the bus is down")
        self.hints.extend(hints)
        self.lengths += [_committed_length(h.generation_id) for h in hints if isinstance(h, Text)]


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest_asyncio.fixture
async def running(database: DatabaseThreads, bus: Bus) -> AsyncIterator[Ticks]:
    running = Ticks(database, bus.publish)
    running.start()
    yield running
    await running.close()


async def test_deltas_are_gathered_and_written_by_the_tick(
    queued: Generation, running: Ticks, database: DatabaseThreads
) -> None:
    pen = running.open(await database.run(claimed, queued))
    words = [f"word {n} " for n in range(50)]
    for word in words:
        pen.write(word)
    await _written(pen)
    assert await database.run(text_of, queued) == "".join(words)
    assert await database.run(Chunk.objects.count) <= 2


async def test_all_answers_of_a_process_share_one_tick(
    ask: Ask, database: DatabaseThreads, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations = [await database.run(_ask_elsewhere, ask) for _ in range(8)]
    running = Ticks(database, bus.publish)
    pens = [running.open(await database.run(claimed, g)) for g in generations]
    offered: list[int] = []
    append = log.append

    def counted(offers: Sequence[Append], again: bool) -> set[int]:
        offered.append(len(offers))
        return append(offers, again)

    monkeypatch.setattr(log, "append", counted)
    for number, pen in enumerate(pens):
        pen.write(f"text {number}")
    running.start()
    for pen in pens:
        await _written(pen)
    await running.close()
    assert offered == [8]
    texts = [await database.run(text_of, generation) for generation in generations]
    assert texts == [f"text {number}" for number in range(8)]


async def test_what_an_answer_begins_with_does_not_wait_for_the_tick(
    ask: Ask, database: DatabaseThreads, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds in ("SHORTEST_TICK", "LONGEST_TICK", "HEARTBEAT"):
        monkeypatch.setattr(ticks, seconds, 10 * PATIENCE)
    running = Ticks(database, bus.publish)
    running.start()
    for generation in [await database.run(_ask_elsewhere, ask) for _ in range(2)]:
        pen = running.open(await database.run(claimed, generation))
        pen.write("It begins")
        await _written(pen)
    pen.write(" and goes on.")
    await asyncio.sleep(0.2)
    assert pen.has_news
    await running.close()


async def test_no_hint_is_published_before_its_text_is_committed(
    queued: Generation, running: Ticks, database: DatabaseThreads, bus: Bus
) -> None:
    pen = running.open(await database.run(claimed, queued))
    for word in ("One, ", "two, ", "three."):
        pen.write(word)
        await _written(pen)
    texts = [hint for hint in bus.hints if isinstance(hint, Text)]
    assert "".join(hint.text for hint in texts) == "One, two, three."
    assert bus.lengths == [hint.start + len(hint.text) for hint in texts]


@pytest.mark.parametrize("refusing", [locked, full])
async def test_what_the_database_refuses_for_a_while_is_written_later(
    queued: Generation,
    running: Ticks,
    database: DatabaseThreads,
    caplog: pytest.LogCaptureFixture,
    refusing: Callable[[DatabaseThreads], AbstractAsyncContextManager[None]],
) -> None:
    pen = running.open(await database.run(claimed, queued))
    texts = [f"{n}: {'x' * 5000}\n" for n in range(20)]
    async with refusing(database):
        for text in texts:
            pen.write(text)
        await _logged(caplog, "The database refused")
        assert pen.has_news
    assert await running.finish(pen, Outcome(Status.DONE))
    assert await database.run(text_of, queued) == "".join(texts)
    assert (await database.run(columns, queued))["status"] == "done"


async def test_a_full_disk_makes_the_end_wait_and_not_fail(
    queued: Generation,
    running: Ticks,
    database: DatabaseThreads,
    caplog: pytest.LogCaptureFixture,
) -> None:
    pen = running.open(await database.run(claimed, queued))
    pen.write("z" * 50_000)
    async with full(database):
        ending = asyncio.create_task(running.finish(pen, DONE))
        await _logged(caplog, "The database refused")
        assert not ending.done()
    assert await ending
    assert await database.run(text_of, queued) == "z" * 50_000


async def test_nothing_more_is_read_while_the_log_takes_nothing(
    queued: Generation, running: Ticks, database: DatabaseThreads
) -> None:
    pen = running.open(await database.run(claimed, queued))
    async with locked(database):
        pen.write("a")
        await running.next()
        reading = asyncio.create_task(running.next())
        await asyncio.wait([reading], timeout=5 * ticks.LONGEST_TICK)
        assert not reading.done()
    await reading
    assert await database.run(text_of, queued) == "a"


async def test_what_is_read_for_a_tick_is_in_it(
    queued: Generation, running: Ticks, database: DatabaseThreads, bus: Bus
) -> None:
    pen = running.open(await database.run(claimed, queued))
    words = ["One, ", "two, ", "three."]
    for word in words:
        await running.next()
        pen.write(word)
    await _written(pen)
    assert [hint.text for hint in bus.hints if isinstance(hint, Text)] == words


async def test_a_lost_lease_ends_the_pen(
    queued: Generation, running: Ticks, database: DatabaseThreads
) -> None:
    writer = running.open(await database.run(claimed, queued))
    await database.run(run_out, queued)
    heir = await database.run(claimed, queued)
    async with asyncio.timeout(5):
        writer.write("too late, and too much")
        await writer.lost.wait()
    assert not running._pens, "it is not offered to the log again"
    await database.run(write, heir, "The heir's text")
    assert not await running.finish(writer, DONE)
    assert await database.run(text_of, queued) == "The heir's text"


async def test_one_answer_that_cannot_be_stored_does_not_end_the_others(
    ask: Ask, running: Ticks, database: DatabaseThreads
) -> None:
    good, bad = [await database.run(_ask_elsewhere, ask) for _ in range(2)]
    pens = [running.open(await database.run(claimed, g)) for g in (good, bad)]
    pens[0].write("good")
    pens[1].write("\ud800")
    await _written(pens[0])
    await pens[1].lost.wait()
    assert not pens[0].lost.is_set()
    assert await running.finish(pens[0], DONE)
    assert await database.run(text_of, good) == "good"


async def test_a_bus_that_is_down_does_not_hold_up_the_log(
    queued: Generation, running: Ticks, database: DatabaseThreads, bus: Bus
) -> None:
    pen = running.open(await database.run(claimed, queued))
    bus.fails = True
    for word in ("One, ", "two."):
        pen.write(word)
        await _written(pen)
    assert await running.finish(pen, DONE)
    assert await database.run(text_of, queued) == "One, two."


async def test_a_silent_answer_keeps_its_lease(
    queued: Generation,
    database: DatabaseThreads,
    bus: Bus,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ticks, "HEARTBEAT", 0.01)
    running = Ticks(database, bus.publish)
    running.open(await database.run(claimed, queued))
    await database.run(run_out, queued)
    assert await database.run(Generation.objects.claimable().exists)
    running.start()
    await eventually(lambda: not _is_claimable(queued.pk))
    await running.close()
    assert bus.hints == []


async def test_a_stop_is_noticed_as_soon_as_it_is_asked_about(
    queued: Generation, running: Ticks, database: DatabaseThreads
) -> None:
    pen = running.open(await database.run(claimed, queued))
    await database.run(queued.stop)
    assert not pen.lost.is_set()
    await running.check(queued.pk)
    assert pen.lost.is_set()
    await running.check(queued.pk)


async def test_the_end_is_announced_once_it_is_stored(
    queued: Generation, running: Ticks, database: DatabaseThreads, bus: Bus
) -> None:
    pen = running.open(await database.run(claimed, queued))
    pen.write("Text")
    assert await running.finish(pen, DONE)
    assert bus.hints[-1] == Moved(queued.pk)
    assert not await running.finish(pen, DONE)
    assert bus.hints.count(Moved(queued.pk)) == 1


async def test_what_is_handed_back_has_all_that_was_received(
    queued: Generation, running: Ticks, database: DatabaseThreads
) -> None:
    pen = running.open(await database.run(claimed, queued))
    pen.write("One, ", "Hm.")
    assert await running.release(pen)
    assert (await database.run(columns, queued))["status"] == "queued"
    assert await database.run(text_of, queued) == "One, "


def _ask_elsewhere(ask: Ask) -> Generation:
    owner = User.objects.get(username="owner")
    return ask(chat=owner.chats.create())


def _committed_length(generation_id: int) -> int:
    return int(_committed("length", generation_id))


def _is_claimable(generation_id: int) -> bool:
    return bool(_committed(f"lease_until < {later_sql(0)}", generation_id))


def _committed(expression: str, generation_id: int) -> Any:
    """What a connection that knows nothing of ours finds."""
    row = f"generation_generation WHERE id = {generation_id}"
    with somebody_else() as other:
        other.execute(f"SELECT {expression} FROM {row}".replace("%%", "%"))  # noqa: S608  ours
        return other.fetchone()[0]


async def _written(pen: Pen) -> None:
    await eventually(lambda: not pen.has_news)


async def _logged(caplog: pytest.LogCaptureFixture, words: str) -> None:
    await eventually(lambda: words in caplog.text)
