"""What a piece of work takes of memory, at its height and for good, by Python's own account."""

import asyncio
import gc
import tracemalloc
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.cost.counting import Counts

REST = 10.0  # seconds, so that what is done every few seconds has been done
NOT_PALAVERS = ("*/tests/*", "*/bench/*", tracemalloc.__file__)


@dataclass
class Memory:
    peak: int = 0  # bytes above the beginning
    blocks: int = 0  # allocated and never freed
    places: Counts = field(default_factory=Counter)  # where they were allocated


async def memory_of(work: Callable[[], Awaitable[object]]) -> Memory:
    """The work is done once before, so that what is kept from the first time is not counted."""
    with _traced():
        await work()
        before = await _blocks()
        start, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        await work()
        _, peak = tracemalloc.get_traced_memory()
        left = await _blocks()
        left.subtract(before)
    return Memory(peak - start, left.total(), left)


@contextmanager
def _traced() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


async def _blocks() -> Counts:
    """So many blocks that were allocated by each file, but for those of the tests."""
    await asyncio.sleep(REST)
    gc.collect()
    snapshot = tracemalloc.take_snapshot()
    filters = [tracemalloc.Filter(False, pattern) for pattern in NOT_PALAVERS]
    statistics = snapshot.filter_traces(filters).statistics("filename")
    return Counter({found.traceback[0].filename: found.count for found in statistics})
