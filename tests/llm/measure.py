"""`python -m tests.llm.measure`: CPU time per streamed chunk, for three clients.

The provider is a process of its own; only this process is measured. Chunks arrive one by one, as
from a real provider, so that coalescing does not flatter anybody.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable

import httpx
import msgspec
import openai
import uvloop

from palaver.llm import Client, Delta, Provider
from palaver.llm.chunks import Chunk
from tests.llm.reading import asking
from tests.provider.process import ProviderProcess

STREAMS = 50
TOKENS = 300
RATE = 100  # tokens per second and stream
MODEL = f"scripted?tokens={TOKENS}&rate={RATE}"

Read = Callable[[str], Awaitable[int]]


async def palaver(base_url: str) -> int:
    async with Client() as client:
        provider = Provider("acme", base_url)

        async def one() -> int:
            events = client.stream(provider, asking(MODEL))
            return sum([len(event.text) async for event in events if isinstance(event, Delta)])

        return sum(await asyncio.gather(*(one() for _ in range(STREAMS))))


async def httpx_lines(base_url: str) -> int:
    decode = msgspec.json.Decoder(Chunk).decode
    body = {"model": MODEL, "messages": [{"role": "user", "content": "Hello?"}], "stream": True}
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(timeout=60, limits=limits, trust_env=False) as client:

        async def one() -> int:
            length = 0
            url = f"{base_url}/chat/completions"
            async with client.stream("POST", url, json=body) as response:
                async for line in response.aiter_lines():
                    if line.startswith("data: {"):
                        for choice in decode(line[6:]).choices or ():
                            length += len((choice.delta and choice.delta.content) or "")
            return length

        return sum(await asyncio.gather(*(one() for _ in range(STREAMS))))


async def openai_sdk(base_url: str) -> int:
    async with openai.AsyncOpenAI(api_key="none", base_url=base_url) as sdk:

        async def one() -> int:
            stream = await sdk.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": "Hello?"}], stream=True
            )
            return sum([len(c.choices[0].delta.content or "") async for c in stream if c.choices])

        return sum(await asyncio.gather(*(one() for _ in range(STREAMS))))


def measure(read: Read, base_url: str) -> float:
    """Microseconds of CPU per chunk."""

    async def timed() -> tuple[float, int]:
        start = time.process_time()
        length = await read(base_url)
        return time.process_time() - start, length

    seconds, length = uvloop.run(timed())
    assert length > STREAMS * TOKENS
    return seconds / (STREAMS * TOKENS) * 1e6


def main() -> None:
    with ProviderProcess() as provider:
        for read in (palaver, httpx_lines, openai_sdk):
            figures = sorted(measure(read, provider.base_url) for _ in range(3))
            sys.stdout.write(f"{read.__name__:12} {figures[0]:6.1f} to {figures[-1]:6.1f} µs\n")


if __name__ == "__main__":
    main()
