"""Fixtures for whoever needs a provider: import them into a conftest."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.provider.process import ProviderProcess
from tests.provider.server import ScriptedProvider


@pytest_asyncio.fixture
async def scripted() -> AsyncIterator[ScriptedProvider]:
    """A scripted provider on the test's own event loop, as fast as it can."""
    async with ScriptedProvider() as server:
        yield server


@pytest.fixture(scope="session")
def provider_process() -> Iterator[ProviderProcess]:
    """A scripted provider in a process of its own, at 50 tokens per second."""
    with ProviderProcess() as process:
        yield process
