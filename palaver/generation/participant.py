"""A process that takes part in an installation: as a server, as a worker, or as both."""

import asyncio
from collections.abc import Callable

from django.conf import settings

from palaver.generation import runners
from palaver.generation.bus import bus
from palaver.generation.catalogue import catalogue
from palaver.generation.heart import Heart
from palaver.generation.reader import Reader
from palaver.generation.reaper import Reaper, expire_leases
from palaver.generation.run import Engine
from palaver.generation.runners.inline import InlineRunner
from palaver.generation.ticks import Ticks
from palaver.lib import instance, telemetry
from palaver.lib.threads import DatabaseThreads
from palaver.llm import Client

RUN_THREADS = 2  # a long prompt that is read for one answer delays the log of none


class Participant:
    """The bus, the providers and a reaper; and where answers are run, a runner and its clock."""

    def __init__(self, build_runner: Callable[[Engine], InlineRunner] | None) -> None:
        self._log = DatabaseThreads("log")
        self._work = DatabaseThreads("runs", RUN_THREADS)
        self._client = Client()
        self._ticks = Ticks(self._log, bus.publish)
        self._reader = Reader(self._work)
        engine = Engine(self._client, catalogue, self._ticks, self._work, self._reader)
        self._runner = build_runner(engine) if build_runner else None
        self._reaper = Reaper(self._work, self._pick_up, self._running)
        # A server needs none: whoever asks it whether it lives has an answer.
        beats = self._runner is not None and runners.chosen().has_workers
        self._heart = Heart(self._work) if beats else None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        telemetry.start("worker" if self._heart else "web")
        if settings.PALAVER_EMBEDDED:
            instance.hold(settings.DATA_DIR)
            await self._work.run(expire_leases)
        await catalogue.look_for_providers()
        bus.start()
        if self._runner:
            self._ticks.start()
            self._runner.start()
        self._tasks = [
            asyncio.create_task(catalogue.keep_fresh(self._client)),
            asyncio.create_task(self._reaper.reap_for_ever()),
        ]
        if self._runner:
            self._tasks.append(asyncio.create_task(self._reader.look_for_ever()))
        if self._heart:
            self._tasks.append(asyncio.create_task(self._heart.beat_for_ever()))

    async def stop(self, grace: float) -> None:
        """Ends everything; running answers get `grace` seconds, then others go on with them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._runner:
            await self._runner.close(grace)
            await self._ticks.close()
        await self._reader.close()
        if self._heart:
            await self._heart.stop()
        await bus.close()
        await self._client.close()
        for threads in (self._work, self._log):
            threads.close()
        await asyncio.to_thread(telemetry.stop)

    def _running(self) -> tuple[int, ...]:
        return tuple(self._runner.running) if self._runner else ()

    def _pick_up(self, generation_id: int) -> None:
        if self._runner:
            self._runner.pick_up(generation_id)
