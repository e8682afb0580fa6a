"""What the tests of the scripted provider share."""

from collections.abc import AsyncIterator

import pytest_asyncio
from openai import AsyncOpenAI

from tests.provider.fixtures import scripted
from tests.provider.server import ScriptedProvider

__all__ = ["scripted"]


@pytest_asyncio.fixture
async def sdk(scripted: ScriptedProvider) -> AsyncIterator[AsyncOpenAI]:
    """The protocol's reference client."""
    async with AsyncOpenAI(api_key="sk-1", base_url=scripted.base_url, max_retries=0) as sdk:
        yield sdk
