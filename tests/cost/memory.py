"""What a piece of work takes of memory, at its height and for good, by Python's own account."""

import asyncio
import gc
import tracemalloc
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.cost.counting import Counts

REST = 10.0  # seconds
NOT_PALAVERS = ("*/tests/*", "*/bench/*", tracemalloc.__file__)


@dataclass(frozen=True)
class Held:
    """What is allocated and not freed, but for what the tests hold."""

    blocks: Counts  # by the file that allocated them
    size: int  # bytes


@dataclass(frozen=True)
class Memory:
    peak: int  # bytes above the beginning
    left: Counts  # blocks that were never freed, by the file that allocated them

    @property
    def blocks(self) -> int:
        return self.left.total()


async def memory_of(work: Callable[[], Awaitable[object]]) -> Memory:
    """The work is done once before, so that what is kept from the first time is not counted."""
    with traced():
        await work()
        before = await held()
        start, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        await work()
        _, peak = tracemalloc.get_traced_memory()
        left = (await held()).blocks
        left.subtract(before.blocks)
    return Memory(peak - start, left)


@contextmanager
def traced() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


async def held() -> Held:
    """While traced: what is held once all has been done that is done every few seconds."""
    await asyncio.sleep(REST)
    gc.collect()
    filters = [tracemalloc.Filter(False, pattern) for pattern in NOT_PALAVERS]
    found = tracemalloc.take_snapshot().filter_traces(filters).statistics("filename")
    blocks = Counter({it.traceback[0].filename: it.count for it in found})
    return Held(blocks, sum(it.size for it in found))
