"""Injects faults at random: each as often as the others, several at once in different parts."""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.chaos.faults import FAULTS, Fault
from tests.chaos.installation import Installation
from tests.chaos.load import Load

AT_ONCE = 2
CALM = 0.5, 2.5  # seconds between two faults


@dataclass(frozen=True)
class Injected:
    """A fault and when it was there, by the monotonic clock."""

    fault: Fault
    begun: float
    ended: float


class Storm:
    def __init__(
        self, installation: Installation, load: Load, faults: Sequence[Fault] = FAULTS
    ) -> None:
        self.injected: list[Injected] = []
        self._installation = installation
        self._load = load
        self._faults = faults
        self._rng = random.Random(installation.rng.random())
        self._deck: list[Fault] = []
        self._busy: set[str] = set()

    async def rage(self, seconds: float) -> None:
        """For so long, and until the last fault is over."""
        ends = time.monotonic() + seconds
        await asyncio.gather(*(self._rage_until(ends) for _ in range(AT_ONCE)))

    async def _rage_until(self, ends: float) -> None:
        while time.monotonic() < ends:
            await asyncio.sleep(self._rng.uniform(*CALM))
            if fault := next(self._possible(), None):
                self._deck.remove(fault)
                await self._inject(fault)

    def _possible(self) -> Iterator[Fault]:
        if not self._deck:
            self._deck = self._rng.sample(self._faults, len(self._faults))
        return (fault for fault in self._deck if not fault.parts & self._busy)

    async def _inject(self, fault: Fault) -> None:
        print(f"  {fault.name}", flush=True)
        begun = time.monotonic()
        self._busy |= fault.parts
        try:
            await fault.inject(self._installation, self._load)
        finally:
            self._busy -= fault.parts
        self.injected.append(Injected(fault, begun, time.monotonic()))
