"""One client per answer: asks, takes what comes, and knows what should have come."""

import asyncio
import time
from abc import ABC, abstractmethod
from bisect import bisect_left
from dataclasses import dataclass, field

from bench.questions import Script

PATIENCE = 120.0  # seconds that an answer may take beyond its own length


@dataclass
class Received:
    """What one client got: at what time it had how much, and what is wrong with it."""

    asked: float
    key: str
    marks: list[tuple[float, int]] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)  # of each token, in the unit of the marks
    wire: int = 0  # bytes of the answer's messages
    posting: float = 0.0  # seconds that the form's post took
    fault: str = ""
    is_slow: bool = False  # by its own will

    def mark(self, position: int, size: int) -> None:
        self.marks.append((time.monotonic(), position))
        self.wire += size

    def arrivals(self) -> list[float]:
        """When each token was there."""
        positions = [position for _, position in self.marks]
        return [self.marks[bisect_left(positions, end)][0] for end in self.ends]


class Client(ABC):
    """Asks one question after the other."""

    is_slow = False

    def __init__(self, address: str) -> None:
        self._address = address
        self._received = Received(0.0, "")
        self._ended = asyncio.Event()

    @abstractmethod
    async def open(self) -> None:
        """Whatever comes before the first question."""

    @abstractmethod
    async def close(self) -> None:
        """Lets go of what `open` took."""

    async def answer(self, script: Script) -> Received:
        """Asks, and waits for the end of the answer."""
        self._received = Received(time.monotonic(), script.key, is_slow=self.is_slow)
        self._ended.clear()
        try:
            async with asyncio.timeout(script.length / script.rate + PATIENCE):
                await self._ask(script)
                await self._ended.wait()
            self._received.fault = self._fault(script)
        except (OSError, TimeoutError, ValueError) as error:
            self._received.fault = f"{type(error).__name__}: {error}"
        return self._received

    @abstractmethod
    async def _ask(self, script: Script) -> None: ...

    @abstractmethod
    def _fault(self, script: Script) -> str:
        """What is wrong with the answer; it also notes where each token ends."""


def difference(found: str, wanted: str) -> str:
    return "" if found == wanted else f"{found!r} in place of {wanted!r}"
