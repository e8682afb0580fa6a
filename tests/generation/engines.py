"""Everything a run needs, against the scripted provider."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from palaver.chats.models import Chat
from palaver.generation.bus import bus
from palaver.generation.catalogue import Catalogue
from palaver.generation.models import Generation, Outcome
from palaver.generation.reader import Reader
from palaver.generation.run import Engine, Run
from palaver.generation.runners.inline import InlineRunner
from palaver.generation.ticks import Ticks
from palaver.lib.threads import DatabaseThreads
from palaver.llm import Client, Provider
from tests.generation.writing import text_of
from tests.provider import ScriptedProvider
from tests.waiting import eventually

NAME = "scripted"
LONGEST = 30.0  # seconds


async def at_once(_seconds: float) -> None:
    """Stands in for the client's patience between two attempts."""


@dataclass
class Palaver:
    """The engine of one process, and shorthands for what tests do with it."""

    engine: Engine
    provider: Provider
    scripted: ScriptedProvider
    chat: Chat

    @property
    def database(self) -> DatabaseThreads:
        return self.engine.threads

    async def ask(self, model: str, text: str = "Why?") -> Generation:
        return await self.database.run(self._ask, f"{NAME}/{model}", text)

    async def ask_elsewhere(self, model: str) -> Generation:
        """As `ask`, in a chat of its own."""
        return await self.database.run(self._ask, f"{NAME}/{model}", "Why?", elsewhere=True)

    async def run(self, generation: Generation) -> Outcome | None:
        return await Run(self.engine, generation.pk).run()

    async def answered(self, model: str, text: str = "Why?") -> Generation:
        """Asks, runs to the end, and reads what is stored."""
        generation = await self.ask(model, text)
        await self.run(generation)
        return await self.stored(generation)

    async def stored(self, generation: Generation) -> Generation:
        stored = Generation.objects.select_related("message__chat")
        return await self.database.run(stored.get, pk=generation.pk)

    async def text(self, generation: Generation) -> str:
        return await self.database.run(text_of, generation)

    async def has_written(self, generation: Generation, characters: int = 1) -> None:
        """Waits until the pen of a running answer has so much text in the log."""
        pens = self.engine.ticks._pens
        await eventually(
            lambda: generation.pk in pens and pens[generation.pk]._length >= characters
        )

    def impatient(self, **limits: Any) -> None:
        """Lets the provider's time-outs be short."""
        self.provider = replace(self.provider, **limits)
        self.engine.catalogue.providers = [self.provider]

    async def ended(self, generation: Generation) -> None:
        """Waits until the row says that the answer ended."""
        async with asyncio.timeout(LONGEST):
            while (await self.stored(generation)).is_live:  # noqa: ASYNC110  a row sets no event
                await asyncio.sleep(0.01)

    async def idle(self, runner: InlineRunner) -> None:
        """Waits until nothing runs, and no title is asked for."""
        await eventually(lambda: not runner.running and not runner._side)

    def _ask(self, model: str, text: str, *, elsewhere: bool = False) -> Generation:
        chat = Chat.objects.create(owner=self.chat.owner) if elsewhere else self.chat
        return Generation.objects.ask(chat, text, client_id=uuid.uuid4(), model=model)


@asynccontextmanager
async def running_engine(
    scripted: ScriptedProvider, chat: Chat, **limits: Any
) -> AsyncIterator[Palaver]:
    threads, client = DatabaseThreads("log"), Client(sleep=at_once)
    provider = Provider(NAME, scripted.base_url, **limits)
    catalogue = Catalogue()
    catalogue.providers = [provider]
    ticks = Ticks(threads, bus.publish)
    reader = Reader(threads)
    ticks.start()
    try:
        yield Palaver(Engine(client, catalogue, ticks, threads, reader), provider, scripted, chat)
    finally:
        await reader.close()
        await ticks.close()
        await client.close()
        threads.close()


@asynccontextmanager
async def running_runner(palaver: Palaver) -> AsyncIterator[InlineRunner]:
    runner = InlineRunner(palaver.engine, bus)
    runner.start()
    try:
        yield runner
    finally:
        await runner.close(grace=0)
