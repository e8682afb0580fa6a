"""Local servers on their usual ports."""

import asyncio
from collections.abc import Mapping

from palaver.llm.client import Client
from palaver.llm.provider import LOCAL_PORTS, Kind, Provider

PATIENCE = 0.7  # seconds, for all servers together


async def discover_local(
    ports: Mapping[int, Kind] = LOCAL_PORTS, *, patience: float = PATIENCE
) -> list[Provider]:
    """The providers that answer on this machine and offer a model, after at most `patience` s."""
    candidates = [
        Provider(name=kind, base_url=f"http://127.0.0.1:{port}/v1", kind=kind)
        for port, kind in ports.items()
    ]
    async with Client() as client:
        found = await asyncio.gather(*(_serves(client, one, patience) for one in candidates))
    return [provider for provider, serves in zip(candidates, found, strict=True) if serves]


async def _serves(client: Client, provider: Provider, patience: float) -> bool:
    try:
        async with asyncio.timeout(patience):
            return len(await client.models(provider)) > 0
    except TimeoutError:
        return False
