"""Waits on what can be seen."""

import asyncio
from collections.abc import Callable

LONGEST = 30.0  # seconds
LOOK_INTERVAL = 0.02  # seconds


async def until(condition: Callable[[], object], longest: float = LONGEST) -> None:
    """Until the condition holds; fails when it has not within `longest` seconds."""
    async with asyncio.timeout(longest):
        while not condition():  # noqa: ASYNC110  what happens in other processes sets no event
            await asyncio.sleep(LOOK_INTERVAL)
