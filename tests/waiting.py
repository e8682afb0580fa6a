"""Waiting for what can be seen from outside only."""

import asyncio
import time
from collections.abc import Callable

INTERVAL = 0.02  # seconds
PATIENCE = 60.0  # seconds


async def eventually(condition: Callable[[], object]) -> None:
    """Returns once the condition holds; fails where it does not within PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "It did not come to pass."
        await asyncio.sleep(INTERVAL)


def wait_for(condition: Callable[[], object]) -> None:
    """As `eventually`, where no event loop runs."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "It did not come to pass."
        time.sleep(INTERVAL)
