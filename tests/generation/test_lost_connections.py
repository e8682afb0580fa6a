"""PostgreSQL goes away in the middle of something, and comes back."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Any

import pytest
import pytest_asyncio
from django.db import OperationalError, connection

from palaver.generation import log
from palaver.generation.models import Chunk, Generation
from palaver.generation.ticks import Ticks
from palaver.lib.threads import DatabaseThreads
from tests.cutting import Proxy
from tests.generation.fixtures import columns
from tests.generation.test_ticks import Bus
from tests.generation.writing import DONE, append, claimed, text_of
from tests.postgresql import PostgreSQL
from tests.waiting import eventually

pytestmark = pytest.mark.postgresql_only

END_ALL = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE application_name = 'palaver-test'
"""


@pytest.fixture
def proxy(
    queued: Generation, postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Proxy]:
    """What every thread that begins from now on reaches the server by."""
    settings = connection.settings_dict
    options = {**settings["OPTIONS"], "application_name": "palaver-test"}
    with Proxy(postgresql.directory) as proxy:
        monkeypatch.setitem(settings, "HOST", str(proxy.directory))
        monkeypatch.setitem(settings, "OPTIONS", options)
        yield proxy


@pytest_asyncio.fixture
async def threads(proxy: Proxy) -> AsyncIterator[DatabaseThreads]:
    threads = DatabaseThreads("cut")
    yield threads
    threads.close()


@pytest_asyncio.fixture
async def running(threads: DatabaseThreads, bus: Bus) -> AsyncIterator[Ticks]:
    running = Ticks(threads, bus.publish)
    running.start()
    yield running
    await running.close()


@pytest.fixture
def bus() -> Bus:
    return Bus()


async def test_an_append_whose_reply_is_lost_was_ours(
    queued: Generation, running: Ticks, threads: DatabaseThreads, proxy: Proxy
) -> None:
    pen = running.open(await threads.run(claimed, queued))
    proxy.cut_after(b"WITH offered")
    pen.write("One, ", "Hm.")
    await eventually(proxy.was_cut.is_set)
    pen.write("two.")
    await eventually(lambda: not pen.has_news)
    assert not pen.lost.is_set()
    assert await threads.run(text_of, queued) == "One, two."
    assert await threads.run(Chunk.objects.count) == 2
    assert await running.finish(pen, DONE)


async def test_an_end_whose_reply_is_lost_is_announced_all_the_same(
    queued: Generation, running: Ticks, threads: DatabaseThreads, proxy: Proxy, bus: Bus
) -> None:
    pen = running.open(await threads.run(claimed, queued))
    pen.write("The end.")
    proxy.cut_after(b"COMMIT")
    assert await running.finish(pen, DONE)
    assert proxy.was_cut.is_set()
    assert await threads.run(text_of, queued) == "The end."
    assert (await threads.run(columns, queued))["status"] == "done"


async def test_an_answer_is_handed_back_though_the_connection_was_cut(
    queued: Generation, running: Ticks, threads: DatabaseThreads, proxy: Proxy
) -> None:
    pen = running.open(await threads.run(claimed, queued))
    pen.write("So far.")
    proxy.cut_after(b'UPDATE "generation_generation"')
    await running.release(pen)
    assert proxy.was_cut.is_set()
    assert await threads.run(text_of, queued) == "So far."
    assert (await threads.run(columns, queued))["status"] == "queued"


async def test_a_stop_that_came_meanwhile_is_no_end_of_ours(
    queued: Generation, running: Ticks, threads: DatabaseThreads, proxy: Proxy
) -> None:
    pen = running.open(await threads.run(claimed, queued))
    proxy.cut_after(b"WITH offered")
    await threads.run(queued.stop)
    assert not await running.finish(pen, DONE)
    assert proxy.was_cut.is_set()
    assert (await threads.run(columns, queued))["status"] == "stopped"


async def test_an_end_that_stood_still_in_its_transaction_for_too_long_is_written_again(
    queued: Generation, running: Ticks, threads: DatabaseThreads, monkeypatch: pytest.MonkeyPatch
) -> None:
    pen = running.open(await threads.run(claimed, queued))
    pen.write("The end.")
    monkeypatch.setattr(Generation, "end", _standing_still_once(Generation.end))
    assert await running.finish(pen, DONE)
    assert await threads.run(text_of, queued) == "The end."


async def test_a_server_that_takes_no_writes_any_more_is_connected_to_anew(
    queued: Generation, running: Ticks, threads: DatabaseThreads
) -> None:
    pen = running.open(await threads.run(claimed, queued))
    before = await threads.run(_select, "pg_backend_pid()")
    await threads.run(_execute, "SET default_transaction_read_only = on")
    pen.write("The end.")
    assert await running.finish(pen, DONE)
    assert await threads.run(_select, "pg_backend_pid()") != before


async def test_connections_that_are_ended_again_and_again_lose_nothing(
    queued: Generation, running: Ticks, threads: DatabaseThreads, postgresql: PostgreSQL
) -> None:
    pen = running.open(await threads.run(claimed, queued))
    ended = 0
    for number in range(20):
        pen.write(f"{number}, ")
        ended += (await asyncio.to_thread(postgresql.execute, END_ALL))[0][0]
    assert ended
    assert await running.finish(pen, DONE)
    text = await threads.run(text_of, queued)
    assert text == "".join(f"{number}, " for number in range(20))


async def test_a_thread_whose_connection_was_ended_in_a_query_takes_another(
    threads: DatabaseThreads, postgresql: PostgreSQL
) -> None:
    await threads.run(_select, "1")
    with pytest.raises(OperationalError):
        await threads.run(_select, "pg_terminate_backend(pg_backend_pid())")
    assert await threads.run(_select, "1") == 1


async def test_a_connection_that_was_idle_for_a_while_is_tried_before_it_is_used(
    threads: DatabaseThreads, postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("palaver.lib.threads.IDLE", 0.0)
    first = await threads.run(_select, "pg_backend_pid()")
    assert await threads.run(_select, "pg_backend_pid()") == first
    assert postgresql.execute(END_ALL) == [(1,)]
    assert await threads.run(_select, "pg_backend_pid()") != first


@pytest.mark.parametrize("again", [False, True])
async def test_only_a_second_attempt_takes_what_is_there_for_its_own(
    queued: Generation, threads: DatabaseThreads, again: bool
) -> None:
    claim = await threads.run(claimed, queued)
    offers = [append(claim, "One")]
    assert await threads.run(log.append, offers)
    assert bool(await threads.run(log.append, offers, again)) == again
    await threads.run(_run_out_and_take_over, queued)
    assert not await threads.run(partial(log.append, offers, again))


def _run_out_and_take_over(queued: Generation) -> None:
    Generation.objects.filter(pk=queued.pk).update(epoch=2)


def _standing_still_once(end: Callable[..., None]) -> Callable[..., None]:
    pauses = iter([2.0])

    def stand_still(*given: Any) -> None:
        if pause := next(pauses, None):
            _execute("SET LOCAL idle_in_transaction_session_timeout = '100ms'")
            time.sleep(pause)
        end(*given)

    return stand_still


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _select(expression: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}")
        return int(cursor.fetchone()[0])
