"""How long readers are without a connection while servers come and go."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from tests.faults.page import Page
from tests.visitor import Visitor

LOOK_INTERVAL = 0.02  # seconds


@asynccontextmanager
async def pages(visitor: Visitor, count: int) -> AsyncIterator[list[Page]]:
    """So many pages of one person, each with its live socket."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(Page(visitor)) for _ in range(count)]


async def longest_way(readers: Sequence[Page], happening: Coroutine[Any, Any, Any]) -> float:
    """The longest time, in seconds, that one of them had no connection while this happened."""
    task = asyncio.create_task(happening)
    seen = [time.monotonic()] * len(readers)
    longest = 0.0
    while not task.done() or not all(page.is_open for page in readers):
        now = time.monotonic()
        longest = max(longest, *(now - last for last in seen))
        seen = [now if page.is_open else last for page, last in zip(readers, seen, strict=True)]
        await asyncio.sleep(LOOK_INTERVAL)
    await task
    return longest
