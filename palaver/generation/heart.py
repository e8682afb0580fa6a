"""A worker's sign of life, for those who ask whether answers will be run."""

import asyncio
import logging
import os
import socket

from palaver.generation.models import Heartbeat
from palaver.lib.threads import DatabaseThreads

INTERVAL = 5.0  # seconds

logger = logging.getLogger(__name__)


class Heart:
    """Beats while the process's event loop turns and the database takes it."""

    def __init__(self, threads: DatabaseThreads) -> None:
        self._threads = threads
        self._worker = f"{socket.gethostname()}, process {os.getpid()}"

    async def beat_for_ever(self) -> None:
        while True:
            try:
                await self._threads.run(Heartbeat.objects.beat, self._worker)
            except Exception:
                logger.exception("The worker's heartbeat failed and is tried again")
            await asyncio.sleep(INTERVAL)

    async def stop(self) -> None:
        """Says that the worker lives no more."""
        try:
            await self._threads.run(Heartbeat.objects.filter(worker=self._worker).delete)
        except Exception:
            logger.exception("The worker's heartbeat is left to be forgotten")
