"""The group commit: one transaction per tick appends the new text of all live answers."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from time import time

from palaver.generation import log
from palaver.generation.fence import Append
from palaver.generation.hints import Hint, Moved
from palaver.generation.log import Claim
from palaver.generation.models import Outcome
from palaver.generation.pen import Pen
from palaver.lib import metrics, telemetry
from palaver.lib.threads import DatabaseThreads

SHORTEST_TICK = 0.070  # seconds between two commits
LONGEST_TICK = 0.120  # seconds
TICK_PER_ANSWER = 0.0001  # seconds that each live answer adds to the tick
READING = 0.004  # seconds of a tick in which what has come from providers is read
HEARTBEAT = 1.0  # seconds between two renewals of a silent answer's lease

logger = logging.getLogger(__name__)


class Ticks:
    """Owns the pens of one process and moves what they hold into the log."""

    def __init__(self, threads: DatabaseThreads, publish: Callable[[Sequence[Hint]], None]) -> None:
        self._threads = threads
        self._publish = publish
        self._pens: dict[int, Pen] = {}
        self._wanted = asyncio.Event()
        self._begun = asyncio.Event()
        self._coming = asyncio.Event()
        self._readers = 0
        self._writing = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        loops = (self._tick_for_ever(), self._begin_for_ever(), self._beat_for_ever())
        self._tasks = [asyncio.create_task(loop) for loop in loops]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def open(self, claim: Claim) -> Pen:
        pen = self._pens[claim.generation_id] = Pen(claim, self._want)
        metrics.LIVE_ANSWERS.set(len(self._pens))
        return pen

    async def next(self) -> None:
        """Until the next tick is about to take what was written."""
        self._wanted.set()
        self._readers += 1
        try:
            await self._coming.wait()
        finally:
            self._readers -= 1

    def drop(self, pen: Pen) -> None:
        if self._pens.get(pen.claim.generation_id) is pen:
            del self._pens[pen.claim.generation_id]
            metrics.LIVE_ANSWERS.set(len(self._pens))

    async def check(self, generation_id: int) -> None:
        """Asks the fence about one answer now, as its row is said to have moved."""
        if pen := self._pens.get(generation_id):
            await self._flush([pen])

    async def finish(self, pen: Pen, outcome: Outcome) -> bool:
        """The last append with the end; repeated until the database takes or refuses it."""
        self.drop(pen)
        async with self._writing:
            offered = pen.offer()
            ended = await self._threads.persist(partial(log.finish, offered, outcome))
        if ended:
            self._tell([Moved(offered.generation_id)])
        return ended

    async def release(self, pen: Pen) -> bool:
        """Writes what is there and hands the answer back for another runner."""
        await self._flush([pen])
        self.drop(pen)
        return await self._threads.insist(log.release, pen.claim)

    def _want(self, pen: Pen) -> None:
        self._wanted.set()
        if pen.is_new:
            self._begun.set()

    async def _tick_for_ever(self) -> None:
        loop = asyncio.get_running_loop()
        last = 0.0
        while True:
            await self._wanted.wait()
            await asyncio.sleep(last + self._interval() - READING - loop.time())
            self._wanted.clear()
            await self._let_write()
            last = loop.time()
            await self._flush([p for p in self._pens.values() if p.has_news and not p.is_new])

    async def _begin_for_ever(self) -> None:
        """What an answer begins with does not wait for the tick."""
        while True:
            await self._begun.wait()
            self._begun.clear()
            await self._flush([p for p in self._pens.values() if p.has_news and p.is_new])

    async def _let_write(self) -> None:
        """Whoever waits for the tick takes from the network what has come, and writes it."""
        if self._readers:
            self._coming.set()
            self._coming.clear()
            await asyncio.sleep(READING)

    def _interval(self) -> float:
        return min(LONGEST_TICK, SHORTEST_TICK + TICK_PER_ANSWER * len(self._pens))

    async def _beat_for_ever(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            await self._flush(list(self._pens.values()))

    async def _flush(self, pens: Iterable[Pen]) -> None:
        async with self._writing:
            open_pens = [p for p in pens if self._pens.get(p.claim.generation_id) is p]
            if open_pens:
                self._tell(await self._append(open_pens))

    async def _append(self, pens: Sequence[Pen]) -> list[Hint]:
        offers = [pen.offer() for pen in pens]
        try:
            with metrics.TICK.time(), telemetry.span("tick", answers=len(offers)):
                accepted = await self._threads.persist(partial(log.append, offers))
        except Exception:
            if len(pens) > 1:  # one of them is at fault, not all
                return [hint for pen in pens for hint in await self._append([pen])]
            logger.exception("The log refused an answer, which is left to the reaper")
            accepted = set()
        return self._settle(pens, offers, accepted)

    def _settle(
        self, pens: Sequence[Pen], offers: Sequence[Append], accepted: set[int]
    ) -> list[Hint]:
        hints: list[Hint] = []
        committed_at = time()
        for pen, offered in zip(pens, offers, strict=True):
            if offered.generation_id not in accepted:
                self.drop(pen)
                pen.lose()
            else:
                hint = pen.taken(offered, committed_at)
                if hint.text or hint.reasoning:
                    hints.append(hint)
        return hints

    def _tell(self, hints: Sequence[Hint]) -> None:
        try:
            self._publish(hints)
        except Exception:
            logger.exception("Hints were lost; the position check makes up for them")
