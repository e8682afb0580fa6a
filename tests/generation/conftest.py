from collections.abc import AsyncIterator

import pytest_asyncio

from palaver.lib.threads import DatabaseThreads
from tests.generation.fixtures import ask, broadcasts, chat, hints, owner, queued, stranger
from tests.provider.fixtures import scripted

__all__ = ["ask", "broadcasts", "chat", "hints", "owner", "queued", "scripted", "stranger"]


@pytest_asyncio.fixture
async def database() -> AsyncIterator[DatabaseThreads]:
    """One thread with a connection of its own, for tests that run in an event loop."""
    threads = DatabaseThreads("test")
    yield threads
    threads.close()
