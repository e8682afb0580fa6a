"""What runs beside the requests of one web process."""

import asyncio

from django.conf import settings

from palaver.generation import runners
from palaver.generation.bus import bus
from palaver.generation.hub import Hub
from palaver.generation.participant import Participant
from palaver.generation.run import Engine
from palaver.generation.runners.inline import InlineRunner
from palaver.lib.threads import DatabaseThreads
from palaver.turbo.presence import presence

READING_THREADS = 3
COMMAND_THREADS = 2  # for what sockets ask to be written; a wait for the database delays no reader


class Process(Participant):
    """Built once per event loop; starting it twice is no harm."""

    def __init__(self) -> None:
        super().__init__(_inline if runners.chosen().runs_in_the_web else None)
        self.reading = DatabaseThreads("hub", READING_THREADS)
        self.commands = DatabaseThreads("commands", COMMAND_THREADS)
        self.hub = Hub(bus, self.reading)

    async def start(self) -> None:
        await super().start()
        presence.announce(asyncio.get_running_loop())
        self.hub.start()

    async def stop(self, grace: float) -> None:
        await super().stop(grace)
        await self.hub.close()
        for threads in (self.reading, self.commands):
            threads.close()


def _inline(engine: Engine) -> InlineRunner:
    return InlineRunner(engine, bus)


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
