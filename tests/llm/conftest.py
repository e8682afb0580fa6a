"""What the tests of palaver.llm share."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from palaver.llm import Client, Provider
from tests.provider import ScriptedProvider
from tests.provider.fixtures import scripted

__all__ = ["scripted"]


@pytest.fixture
def naps() -> list[float]:
    """The seconds that the client would have slept."""
    return []


@pytest_asyncio.fixture
async def client(naps: list[float]) -> AsyncIterator[Client]:
    """A client whose sleeps take no time."""

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    async with Client(sleep=nap, jitter=lambda: 0.0) as client:
        yield client


@pytest.fixture
def provider(scripted: ScriptedProvider) -> Provider:
    """The scripted server as Palaver knows it, with little patience."""
    return Provider(
        "acme", scripted.base_url, api_key="sk-1", first_token_timeout=5.0, idle_timeout=5.0
    )
