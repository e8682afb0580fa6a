"""A fixture for whoever needs a provider on the event loop: import it into a conftest."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.provider.server import ScriptedProvider


@pytest_asyncio.fixture
async def scripted() -> AsyncIterator[ScriptedProvider]:
    """A scripted provider on the test's own event loop, as fast as it can."""
    async with ScriptedProvider() as server:
        yield server
