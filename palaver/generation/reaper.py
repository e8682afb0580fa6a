"""Finds generations that nobody runs: queued ones not woken, and those whose lease ran out.

Every process may have one: the lease decides who runs what several find.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import timedelta

from palaver.chats.models import Chat
from palaver.generation.clock import NOW
from palaver.generation.models import Generation, Status, Waiting
from palaver.lib import metrics
from palaver.lib.database import is_passing
from palaver.lib.threads import DatabaseThreads

PERIOD = 5.0  # seconds
MOST_AT_ONCE = 1000

logger = logging.getLogger(__name__)


class Reaper:
    """Wakes a runner for each claimable generation, and interrupts the hopeless (I12).

    `running()` are those that this very process runs: they are not given up.
    """

    def __init__(
        self,
        threads: DatabaseThreads,
        run: Callable[[int], None],
        running: Callable[[], Collection[int]] = frozenset,
    ) -> None:
        self._threads = threads
        self._run = run
        self._running = running

    async def reap_for_ever(self) -> None:
        while True:
            try:
                await self.reap()
            except Exception as error:
                failed = "The reaper failed and tries again: %s"
                logger.error(failed, error, exc_info=not is_passing(error))
            await asyncio.sleep(PERIOD)

    async def reap(self) -> None:
        # A process that stood still lost its leases, and renews them as soon as it writes again.
        for generation_id in await self._threads.run(_sweep, tuple(self._running())):
            self._run(generation_id)


def expire_leases() -> int:
    """Ends the leases of an earlier life of the only process that may use this database."""
    past = NOW - timedelta(seconds=1)
    return Generation.objects.filter(status=Status.RUNNING).update(lease_until=past)


def _sweep(running: Collection[int]) -> list[int]:
    Chat.objects.all().purge()
    for generation in Generation.objects.abandoned().exclude(pk__in=running):
        _interrupt(generation)
    for chat_id in Waiting.objects.stranded().values_list("chat", flat=True).distinct():
        Waiting.objects.send_next(chat_id)
    number, longest = Generation.objects.waiting()
    metrics.WAITING.set(number)
    metrics.QUEUE_AGE.set(longest)
    waiting = Generation.objects.claimable().order_by("queued_at")
    return list(waiting.values_list("pk", flat=True)[:MOST_AT_ONCE])


def _interrupt(generation: Generation) -> None:
    try:
        generation.interrupt()
    except Exception:
        logger.exception("Generation %s could not be interrupted", generation.pk)
