"""What runs beside the requests of one web process: runner, hub, reaper and clock."""

import asyncio

from django.conf import settings

from palaver.generation.bus import bus
from palaver.generation.catalogue import catalogue
from palaver.generation.hub import Hub
from palaver.generation.reaper import Reaper, expire_leases
from palaver.generation.run import Engine
from palaver.generation.runners.inline import InlineRunner
from palaver.generation.ticks import Ticks
from palaver.lib import instance
from palaver.lib.threads import DatabaseThreads
from palaver.llm import Client
from palaver.turbo.presence import presence

READING_THREADS = 3
COMMAND_THREADS = 2  # for what sockets ask to be written; a wait for the database delays no reader


class Process:
    """Built once per event loop; starting it twice is no harm."""

    def __init__(self) -> None:
        self.writing = DatabaseThreads("log")
        self.reading = DatabaseThreads("hub", READING_THREADS)
        self.commands = DatabaseThreads("commands", COMMAND_THREADS)
        self.client = Client()
        self.ticks = Ticks(self.writing, bus.publish)
        engine = Engine(self.client, catalogue, self.ticks, self.writing)
        self.runner = InlineRunner(engine, bus)
        self.hub = Hub(bus, self.reading)
        self._reaper = Reaper(self.writing, self.runner.run, lambda: self.runner.running)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        if settings.PALAVER_EMBEDDED:
            instance.hold(settings.DATA_DIR)
            await self.writing.run(expire_leases)
        await catalogue.look_for_providers()
        presence.announce(asyncio.get_running_loop())
        self.ticks.start()
        self.runner.start()
        self.hub.start()
        self._tasks = [
            asyncio.create_task(catalogue.keep_fresh(self.client)),
            asyncio.create_task(self._reaper.reap_for_ever()),
        ]

    async def stop(self, grace: float) -> None:
        """Ends everything; running answers get `grace` seconds, then wait for the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.runner.close(grace)
        await self.ticks.close()
        await self.hub.close()
        await self.client.close()
        for threads in (self.writing, self.reading, self.commands):
            threads.close()


_current: Process | None = None
_starting = asyncio.Lock()


async def current() -> Process:
    """This web process's parts, started with the first connection where no lifespan did it."""
    global _current
    async with _starting:
        if _current is None:
            process = Process()
            await process.start()
            _current = process
    return _current


async def stop() -> None:
    """Stops the current process's parts, if they run."""
    global _current
    process, _current = _current, None
    if process is not None:
        await process.stop(settings.PALAVER_GRACE_PERIOD)
