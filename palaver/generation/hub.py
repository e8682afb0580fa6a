"""One hub per web process: the replicas of what is watched here, kept in step with the log."""

import asyncio
import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from time import time
from typing import Any

from palaver.chats.models import Chat
from palaver.generation import log
from palaver.generation.bus import LocalBus
from palaver.generation.ends import end_of
from palaver.generation.hints import ChatMoved, Followed, Hint, Moved, Text, Topic
from palaver.generation.models import FINAL, Generation
from palaver.generation.replica import End, Replica
from palaver.lib import metrics
from palaver.lib.database import is_passing
from palaver.lib.threads import DatabaseThreads

POSITION_CHECK_INTERVAL = 1.5  # seconds; a lost last hint makes no gap, only this finds it (I7)
ON_ITS_WAY = 0.1  # seconds that the hint of a commit may take, before it counts as lost

Watcher = Callable[[], None]
Position = tuple[int, int, int, int, str]

logger = logging.getLogger(__name__)


class Hub:
    """Applies hints, repairs gaps from the log, and tells watchers that something moved."""

    def __init__(self, bus: LocalBus, threads: DatabaseThreads) -> None:
        self._bus = bus
        self._threads = threads
        self._replicas: dict[int, Replica] = {}
        self._watchers: defaultdict[int, set[Watcher]] = defaultdict(set)
        self._repairs: dict[int, asyncio.Task[bool]] = {}
        self._again: set[int] = set()
        self._chats: defaultdict[uuid.UUID, set[Watcher]] = defaultdict(set)
        self._versions: dict[uuid.UUID, int] = {}
        self._checking: asyncio.Task[None] | None = None
        self._catching_up: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._bus.subscribe(self.hear)
        self._checking = asyncio.create_task(self._check_for_ever())

    async def close(self) -> None:
        self._bus.unsubscribe(self.hear)
        tasks: list[asyncio.Task[Any]] = [*self._repairs.values(), *self._catching_up]
        if self._checking:
            tasks.append(self._checking)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def watch(self, generation_id: int, watcher: Watcher) -> Replica:
        """The answer's replica, loaded; the watcher is called whenever it moves."""
        self._watchers[generation_id].add(watcher)
        replica = self._replicas.get(generation_id)
        if replica is None:
            replica = self._replicas[generation_id] = Replica(generation_id)
            self._bus.follow(generation_id)
        if not replica.loaded:
            await asyncio.shield(self._repair(generation_id))
        return replica

    async def refresh(self, generation_id: int) -> bool:
        """Reads the log now, for a reader who knows better; False where it could not be read."""
        return await asyncio.shield(self._repair(generation_id))

    def is_reading(self, generation_id: int) -> bool:
        """Whether a reading is under way, which may be older than what a reader knows already."""
        return generation_id in self._repairs

    def leave(self, generation_id: int, watcher: Watcher) -> None:
        self._watchers[generation_id].discard(watcher)
        if not self._watchers[generation_id]:
            del self._watchers[generation_id]
            self._replicas.pop(generation_id, None)
            self._bus.unfollow(generation_id)

    def watch_chat(self, chat_id: uuid.UUID, watcher: Watcher) -> None:
        if chat_id not in self._chats:
            self._bus.follow(chat_id)
        self._chats[chat_id].add(watcher)

    def leave_chat(self, chat_id: uuid.UUID, watcher: Watcher) -> None:
        self._chats[chat_id].discard(watcher)
        if not self._chats[chat_id]:
            del self._chats[chat_id]
            self._versions.pop(chat_id, None)
            self._bus.unfollow(chat_id)

    def hear(self, hints: Sequence[Hint]) -> None:
        _observe_lag(hints)
        for hint in hints:
            if isinstance(hint, Text):
                self._hear_text(hint)
            elif isinstance(hint, Moved):
                self._repair_if_watched(hint.generation_id)
            elif isinstance(hint, ChatMoved):
                self._chat_moved(hint.chat_id, hint.version)
            elif isinstance(hint, Followed):
                self._catch_up(hint.topics)

    def _catch_up(self, topics: Collection[Topic]) -> None:
        task = asyncio.create_task(self._check_or_leave(topics))
        self._catching_up.add(task)
        task.add_done_callback(self._catching_up.discard)

    def _hear_text(self, hint: Text) -> None:
        replica = self._replicas.get(hint.generation_id)
        if replica is None:
            return
        if hint.generation_id in self._repairs:
            self._again.add(hint.generation_id)
        elif replica.fits(hint):
            replica.apply(hint)
            self._tell(hint.generation_id)
        elif not replica.knows(hint):
            metrics.RESYNCS.labels("replica").inc()
            self._repair(hint.generation_id)

    def _chat_moved(self, chat_id: uuid.UUID, version: int) -> None:
        if chat_id in self._chats and version > self._versions.get(chat_id, -1):
            self._versions[chat_id] = version
            for watcher in tuple(self._chats[chat_id]):
                watcher()

    def _tell(self, generation_id: int) -> None:
        for watcher in tuple(self._watchers.get(generation_id, ())):
            watcher()

    def _repair_if_watched(self, generation_id: int) -> None:
        if generation_id in self._replicas:
            self._repair(generation_id)

    def _repair(self, generation_id: int) -> asyncio.Task[bool]:
        """One reading at a time for each replica; asked for meanwhile, it reads once more."""
        if generation_id in self._repairs:
            self._again.add(generation_id)
        else:
            self._repairs[generation_id] = asyncio.create_task(self._read(generation_id))
        return self._repairs[generation_id]

    async def _read(self, generation_id: int) -> bool:
        try:
            self._again.add(generation_id)
            while generation_id in self._again and generation_id in self._replicas:
                self._again.discard(generation_id)
                await self._read_once(self._replicas[generation_id])
        except Generation.DoesNotExist:
            logger.info("Generation %s is gone", generation_id)
            return False
        except Exception as error:
            unread = "Generation %s could not be read; the next check will: %s"
            logger.error(unread, generation_id, error, exc_info=not is_passing(error))
            return False
        finally:
            self._again.discard(generation_id)
            del self._repairs[generation_id]
        return True

    async def _read_once(self, replica: Replica) -> None:
        positions = replica.length, replica.reasoning_length
        reading, end = await self._threads.run(_reading, replica.generation_id, *positions)
        if replica.take(reading, end):
            self._tell(replica.generation_id)
        else:
            self._again.add(replica.generation_id)

    async def _check_for_ever(self) -> None:
        while True:
            await asyncio.sleep(POSITION_CHECK_INTERVAL)
            await self._check_or_leave()

    async def _check_or_leave(self, topics: Collection[Topic] | None = None) -> None:
        try:
            await self.check(topics)
        except Exception as error:
            failed = "The position check failed and is tried again: %s"
            logger.error(failed, error, exc_info=not is_passing(error))

    async def check(self, topics: Collection[Topic] | None = None) -> None:
        """Compares replicas and watched chats with the database, these or all."""
        ids = [i for i in self._replicas if topics is None or i in topics]
        chats = [c for c in self._chats if topics is None or c in topics]
        positions, versions = await self._threads.run(_positions, ids, chats)
        for chat_id, version in versions:
            self._chat_moved(chat_id, version)
        if behind := [position for position in positions if self._is_behind(position)]:
            await asyncio.sleep(ON_ITS_WAY)
            for position in filter(self._is_behind, behind):
                self._repair(position[0])

    def _is_behind(self, position: Position) -> bool:
        generation_id, epoch, length, reasoning_length, status = position
        replica = self._replicas.get(generation_id)
        final = status in FINAL
        return bool(replica and replica.is_behind(epoch, length, reasoning_length, final))


def _observe_lag(hints: Sequence[Hint]) -> None:
    """Once for all that came together; the first has waited longest."""
    first = hints[0] if hints else None
    if isinstance(first, Text) and first.committed_at:
        metrics.HUB_LAG.observe(max(0.0, time() - first.committed_at))


def _reading(
    generation_id: int, start: int, reasoning_start: int
) -> tuple[log.Reading, End | None]:
    reading = log.read(generation_id, start, reasoning_start)
    return reading, end_of(reading.generation)


def _positions(
    ids: list[int], chats: list[uuid.UUID]
) -> tuple[list[Position], list[tuple[uuid.UUID, int]]]:
    columns = ("pk", "epoch", "length", "reasoning_length", "status")
    positions = Generation.objects.filter(pk__in=ids).values_list(*columns) if ids else []
    versions = Chat.objects.filter(pk__in=chats).values_list("pk", "version") if chats else []
    return list(positions), list(versions)
