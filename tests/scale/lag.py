"""How late readers are shown what a model has written."""

import json
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from tests.faults.asking import Asked
from tests.faults.page import dial
from tests.frames import Standing, position_of
from tests.provider.script import script_tokens
from tests.visitor import Visitor


@dataclass(frozen=True)
class Moment:
    at: float  # seconds
    position: int


@dataclass
class Reader:
    """Follows one answer and keeps only when it was sent how much of it."""

    visitor: Visitor
    asked: Asked
    moments: list[Moment] = field(default_factory=list)

    async def read(self) -> None:
        """To the end of the answer."""
        async with dial(self.visitor) as socket:
            await socket.send(json.dumps(["watch", 1, "answer", self.asked.message_id, ""]))
            standing, received = Standing(), 0
            async for message in socket:
                match json.loads(message):
                    case ["ping"]:
                        await socket.send('["pong"]')
                    case [1, *payload]:
                        received += 1
                        frame, now = standing.take(payload), time.monotonic()
                        self.moments.append(Moment(now, position_of(standing.cursor)))
                        await socket.send(json.dumps(["ack", received]))
                        if frame and frame.end:
                            return


@dataclass(frozen=True)
class Lag:
    """Of all readers of one answer, against the pace of its model; the least late one has none."""

    readers: Sequence[Reader]
    seed: int
    rate: float  # tokens per second

    def between(self, start: float, end: float) -> list[float]:
        """Seconds, of every frame in this time but each reader's first, which catches up."""
        late = list(self._against_pace())
        least = min(lag for _, lag in late)
        return [lag - least for at, lag in late if start <= at <= end]

    def _against_pace(self) -> Iterator[tuple[float, float]]:
        tokens = script_tokens(self.seed, len(self.readers[0].asked.script))
        ends = list(accumulate(map(len, tokens)))
        for reader in self.readers:
            for moment in reader.moments[1:]:
                written = bisect_left(ends, moment.position) / self.rate
                yield moment.at, moment.at - written


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]
