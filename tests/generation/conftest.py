from collections.abc import AsyncIterator

import pytest_asyncio

from palaver.chats.models import Chat
from palaver.lib.threads import DatabaseThreads
from palaver.turbo.testing import Broadcast
from tests.generation.engines import Palaver, running_engine
from tests.generation.fixtures import ask, broadcasts, chat, hints, owner, queued, stranger
from tests.provider import ScriptedProvider
from tests.provider.fixtures import scripted

__all__ = ["ask", "broadcasts", "chat", "hints", "owner", "queued", "scripted", "stranger"]


@pytest_asyncio.fixture
async def database() -> AsyncIterator[DatabaseThreads]:
    """One thread with a connection of its own, for tests that run in an event loop."""
    threads = DatabaseThreads("test")
    yield threads
    threads.close()


@pytest_asyncio.fixture
async def palaver(
    scripted: ScriptedProvider, chat: Chat, broadcasts: list[Broadcast]
) -> AsyncIterator[Palaver]:
    """An engine that asks the scripted provider."""
    async with running_engine(scripted, chat) as palaver:
        yield palaver
