import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
import pytest_asyncio
from django.db import OperationalError

from palaver.chats.models import Chat
from palaver.generation import hub as hub_module
from palaver.generation.bus import LocalBus
from palaver.generation.hints import ChatMoved, Hint, Moved, Text
from palaver.generation.hub import Hub
from palaver.generation.models import Generation
from palaver.lib.threads import DatabaseThreads
from palaver.markdown import render
from tests.generation.writing import claimed, finish, write


class Watcher:
    """Counts how often it was told."""

    def __init__(self) -> None:
        self.times = 0
        self._told = asyncio.Event()

    def __call__(self) -> None:
        self.times += 1
        self._told.set()

    async def told(self) -> None:
        async with asyncio.timeout(5):
            await self._told.wait()
        self._told.clear()


@pytest_asyncio.fixture
async def hub(database: DatabaseThreads) -> AsyncIterator[Hub]:
    """A hub whose position check is called by hand."""
    hub = Hub(LocalBus(), database)
    yield hub
    await hub.close()


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The generations that were read, in order."""
    ids: list[int] = []
    original = hub_module._reading

    def counted(generation_id: int, *positions: int) -> Any:
        ids.append(generation_id)
        return original(generation_id, *positions)

    monkeypatch.setattr(hub_module, "_reading", counted)
    return ids


async def test_a_replica_is_loaded_once_for_all_who_watch(
    queued: Generation, hub: Hub, database: DatabaseThreads, readings: list[int]
) -> None:
    await database.run(lambda: write(claimed(queued), "Text"))
    replicas = await asyncio.gather(*(hub.watch(queued.pk, Watcher()) for _ in range(5)))
    assert len({id(replica) for replica in replicas}) == 1
    assert replicas[0].state.view.html == render("Text")
    assert len(readings) <= 2


async def test_hints_that_fit_need_no_reading(
    queued: Generation, hub: Hub, database: DatabaseThreads, readings: list[int]
) -> None:
    await database.run(claimed, queued)
    watcher = Watcher()
    replica = await hub.watch(queued.pk, watcher)
    readings.clear()
    hub.hear([_text(queued, 0, "One, "), _text(queued, 5, "two.")])
    assert replica.state.view.html == render("One, two.")
    assert watcher.times >= 2
    assert readings == []


async def test_lost_doubled_and_reordered_hints_do_no_harm(
    queued: Generation, hub: Hub, database: DatabaseThreads
) -> None:
    watcher = Watcher()
    replica = await hub.watch(queued.pk, watcher)
    await watcher.told()
    await database.run(lambda: write(claimed(queued), "One, ", "two, ", "three."))
    one, two, three = (_text(queued, 0, "One, "), _text(queued, 5, "two, "), _text(queued, 10, "…"))
    hub.hear([three])  # and `two` is lost
    await watcher.told()
    assert replica.state.view.html == render("One, two, three.")
    hub.hear([one, one, two, three])
    assert replica.length == len("One, two, three.")
    assert not hub._repairs


async def test_a_hint_heard_while_the_log_is_read_is_not_forgotten(
    queued: Generation, hub: Hub, database: DatabaseThreads, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = await database.run(lambda: write(claimed(queued), "One, "))
    watcher = Watcher()
    replica = await hub.watch(queued.pk, watcher)
    loop = asyncio.get_running_loop()
    original = hub_module._reading

    def commit_after_reading(*args: Any) -> Any:
        found = original(*args)
        if replica.length == 5 and not late:
            late.append(write(claim, "two."))
            loop.call_soon_threadsafe(hub.hear, [_text(queued, 5, "two.")])
        return found

    late: list[Any] = []
    monkeypatch.setattr(hub_module, "_reading", commit_after_reading)
    hub.hear([Moved(queued.pk)])
    await _until(watcher, lambda: replica.length == len("One, two."))


async def test_the_position_check_finds_a_lost_last_hint(
    queued: Generation, hub: Hub, database: DatabaseThreads
) -> None:
    claim = await database.run(claimed, queued)
    watcher = Watcher()
    replica = await hub.watch(queued.pk, watcher)
    await database.run(write, claim, "The last words")
    assert replica.length == 0
    await hub.check()
    await _until(watcher, lambda: replica.length > 0)
    assert replica.state.view.html == render("The last words")


async def test_the_position_check_finds_a_lost_end(
    queued: Generation, hub: Hub, database: DatabaseThreads
) -> None:
    claim = await database.run(claimed, queued)
    watcher = Watcher()
    replica = await hub.watch(queued.pk, watcher)
    await database.run(finish, claim, "The end.")
    await hub.check()
    await _until(watcher, lambda: replica.has_ended)
    await database.run(queued.refresh_from_db)
    await database.run(queued.retry)
    await hub.check()
    await _until(watcher, lambda: not replica.has_ended)


async def test_the_position_check_reads_nothing_where_nothing_moved(
    queued: Generation, hub: Hub, readings: list[int]
) -> None:
    await hub.watch(queued.pk, Watcher())
    readings.clear()
    await hub.check()
    await hub.check()
    assert readings == []


async def test_a_replica_goes_when_nobody_watches_any_more(
    queued: Generation, hub: Hub, readings: list[int]
) -> None:
    one, other = Watcher(), Watcher()
    replica = await hub.watch(queued.pk, one)
    assert await hub.watch(queued.pk, other) is replica
    hub.leave(queued.pk, one)
    assert queued.pk in hub._replicas
    hub.leave(queued.pk, other)
    readings.clear()
    hub.hear([_text(queued, 0, "One, "), Moved(queued.pk)])
    assert (hub._replicas, dict(hub._watchers), hub._repairs, readings) == ({}, {}, {}, [])


async def test_leaving_while_it_is_read_drops_it_too(
    queued: Generation, hub: Hub, database: DatabaseThreads
) -> None:
    watcher = Watcher()
    watching = asyncio.create_task(hub.watch(queued.pk, watcher))
    await asyncio.sleep(0)
    hub.leave(queued.pk, watcher)
    await watching
    assert (hub._replicas, dict(hub._watchers), hub._repairs) == ({}, {}, {})


async def test_a_database_that_refuses_is_asked_again(
    queued: Generation,
    hub: Hub,
    database: DatabaseThreads,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await database.run(lambda: write(claimed(queued), "Text"))
    with monkeypatch.context() as broken:
        broken.setattr(hub_module, "_reading", _locked)
        replica = await hub.watch(queued.pk, Watcher())
        assert not replica.loaded
        assert not await hub.refresh(queued.pk)
    assert await hub.watch(queued.pk, Watcher()) is replica
    assert replica.loaded


async def test_an_answer_that_is_gone_is_not_loaded(
    queued: Generation, hub: Hub, database: DatabaseThreads
) -> None:
    await database.run(queued.message.chat.delete)
    replica = await hub.watch(queued.pk, Watcher())
    assert not replica.loaded


async def test_watchers_of_a_chat_are_told_once_for_each_version(
    chat: Chat, hub: Hub, database: DatabaseThreads
) -> None:
    watcher = Watcher()
    hub.watch_chat(chat.pk, watcher)
    hub.hear([ChatMoved(chat.pk, 3), ChatMoved(chat.pk, 3), ChatMoved(chat.pk, 2)])
    assert watcher.times == 1
    await database.run(Chat.objects.filter(pk=chat.pk).update, version=4)
    await hub.check()
    await hub.check()
    assert watcher.times == 2
    hub.leave_chat(chat.pk, watcher)
    hub.hear([ChatMoved(chat.pk, 9)])
    assert watcher.times == 2
    assert (dict(hub._chats), hub._versions) == ({}, {})


async def test_the_check_runs_by_itself_and_survives_a_failure(
    queued: Generation,
    database: DatabaseThreads,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub_module, "POSITION_CHECK_INTERVAL", 0.001)
    claim = await database.run(claimed, queued)
    hub, watcher = Hub(LocalBus(), database), Watcher()
    hub.start()
    try:
        replica = await hub.watch(queued.pk, watcher)
        with monkeypatch.context() as broken:
            failed = asyncio.Event()
            broken.setattr(hub_module, "_positions", _failing(failed))
            await failed.wait()
        await database.run(write, claim, "Text")
        await _until(watcher, lambda: replica.length == 4)
    finally:
        await hub.close()


async def test_hints_reach_every_listener_in_its_own_loop() -> None:
    bus, heard = LocalBus(), asyncio.Event()
    received: list[Sequence[Hint]] = []

    def listen(hints: Sequence[Hint]) -> None:
        received.append(hints)
        heard.set()

    bus.subscribe(listen)
    await asyncio.to_thread(bus.publish, [Moved(1)])
    await heard.wait()
    bus.unsubscribe(listen)
    bus.publish([Moved(2)])
    await asyncio.sleep(0)
    assert received == [[Moved(1)]]


def _text(generation: Generation, start: int, text: str) -> Text:
    return Text(generation.pk, 1, start, text, 0, "")


def _locked(*_args: Any) -> Any:
    raise OperationalError("database is locked")


def _failing(failed: asyncio.Event) -> Callable[..., Any]:
    loop = asyncio.get_running_loop()

    def fail(*_args: Any) -> Any:
        loop.call_soon_threadsafe(failed.set)
        raise OperationalError("disk I/O error")

    return fail


async def _until(watcher: Watcher, condition: Callable[[], bool]) -> None:
    while not condition():
        await watcher.told()
