"""The loop whose clock leaps: nothing in it waits, and nothing in it is overtaken by the clock."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from tests.cost.leaping import LeapingLoop

T = TypeVar("T")


def test_a_day_takes_no_time() -> None:
    async def work() -> float:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await asyncio.sleep(86_400)
        return loop.time() - begun

    assert round(_run(work)) == 86_400


def test_the_clock_waits_for_a_thread() -> None:
    async def work() -> str:
        working = asyncio.to_thread(time.sleep, 0.05)
        async with asyncio.timeout(0.001):
            await working
        return "in time"

    assert _run(work) == "in time"


def test_a_timeout_comes_where_nothing_else_does() -> None:
    async def work() -> str:
        try:
            async with asyncio.timeout(3600):
                await asyncio.Event().wait()
        except TimeoutError:
            return "too late"
        return "in time"

    assert _run(work) == "too late"


def _run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(work())
