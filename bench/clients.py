"""`python -m bench.clients`: all clients of one measurement, in a process of their own.

Reads a `Work` as the first line of its input; says "ready" when everybody is there and has been
answered once; asks when it gets another line; says what came of it.
"""

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from statistics import fmean, quantiles
from typing import Any

import aiohttp
import uvloop

from bench.client import Client, Received
from bench.page import PageClient, SlowPageClient
from bench.passing import DeltaClient, RawClient
from bench.peers.clients import CLIENTS as OF_PEERS
from bench.questions import Script

KINDS: dict[str, type[Client]] = {
    kind.__name__: kind for kind in (RawClient, DeltaClient, PageClient, SlowPageClient, *OF_PEERS)
}
WARM_UP = 10  # tokens
TOGETHER = 10  # clients that open at the same time


@dataclass(frozen=True)
class Work:
    """Who asks what: `rounds` answers of `length` tokens by each client, one after the other."""

    run: str  # begins the keys of its scripts
    provider: int  # port
    kind: str
    clients: list[list[str]]
    slow_every: int  # each client of that number reads slowly; 0 for none
    rounds: int
    length: int  # tokens
    rate: float  # tokens per second and answer
    content: str
    together: bool  # no answer begins before the last of a round is asked for
    ramp: float  # seconds over which the clients begin
    rest: float  # seconds in which nothing is asked


@dataclass(frozen=True)
class Outcome:
    """Figures of one measurement, in milliseconds and bytes; `faults` voids them.

    Delays, posts and bytes are those of the clients that do not read slowly.
    """

    answers: int
    tokens: int
    seconds: float
    faults: list[str]
    delay_p50: float
    delay_p99: float
    first_p50: float
    first_p99: float
    post_p50: float
    post_p99: float
    wire: float


class Crowd:
    """The clients of one measurement."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._clients = [
            KINDS[_kind(work, place)](*words) for place, words in enumerate(work.clients)
        ]
        self._seeds = iter(range(sys.maxsize))

    async def open(self) -> None:
        gate = asyncio.Semaphore(TOGETHER)

        async def open_one(client: Client) -> None:
            async with gate:
                await client.open()
                if self._work.rounds:
                    self._refuse(await client.answer(self._script(WARM_UP, together=1)))

        await asyncio.gather(*map(open_one, self._clients))

    async def run(self) -> Outcome:
        loop = asyncio.get_running_loop()
        start = loop.time()
        rounds = [self._rounds(client, place) for place, client in enumerate(self._clients)]
        received = [one for each in await asyncio.gather(*rounds) for one in each]
        await asyncio.sleep(self._work.rest)
        seconds = loop.time() - start
        return self._outcome(received, await self._sent(), seconds)

    async def close(self) -> None:
        await asyncio.gather(*(client.close() for client in self._clients))

    async def _rounds(self, client: Client, place: int) -> list[Received]:
        await asyncio.sleep(self._work.ramp * place / len(self._clients))
        work = self._work
        together = len(self._clients) if work.together else 1
        scripts = (self._script(work.length, together) for _ in range(work.rounds))
        return [await client.answer(script) for script in scripts]

    def _script(self, length: int, together: int) -> Script:
        seed, work = next(self._seeds), self._work
        return Script(f"{work.run}.{seed}", seed, length, work.rate, together, work.content)

    async def _sent(self) -> dict[str, list[float]]:
        url = f"http://127.0.0.1:{self._work.provider}/sent?run={self._work.run}"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            sent: dict[str, list[float]] = await answer.json()
            return sent

    def _refuse(self, received: Received) -> None:
        if received.fault:
            raise RuntimeError(f"It is wrong before it begins: {received.fault}")

    def _outcome(
        self, received: list[Received], sent: dict[str, list[float]], seconds: float
    ) -> Outcome:
        right = [one for one in received if not (one.fault or one.is_slow)]
        arrivals = {one.key: one.arrivals() for one in right}
        delays = [
            came - left
            for key, times in arrivals.items()
            for came, left in zip(times, sent[key], strict=True)
        ]
        firsts = [arrivals[one.key][0] - one.asked for one in right]
        posts = [one.posting for one in right]
        return Outcome(
            len(received),
            sum(len(one.ends) for one in received),
            seconds,
            [one.fault for one in received if one.fault],
            *_middle_and_end(delays),
            *_middle_and_end(firsts),
            *_middle_and_end(posts),
            fmean([one.wire for one in right] or [0]),
        )


def _kind(work: Work, place: int) -> str:
    is_slow = work.slow_every and place % work.slow_every == 0
    return f"Slow{work.kind}" if is_slow else work.kind


def _middle_and_end(seconds: list[float]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds."""
    if not seconds:
        return 0.0, 0.0
    cuts = quantiles([1000 * value for value in seconds] * 2, n=100, method="inclusive")
    return cuts[49], cuts[98]


async def _main() -> None:
    crowd = Crowd(Work(**json.loads(sys.stdin.readline())))
    await crowd.open()
    _say("ready")
    await asyncio.to_thread(sys.stdin.readline)
    _say(asdict(await crowd.run()))
    await asyncio.to_thread(sys.stdin.readline)
    await crowd.close()


def _say(words: Any) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(_main())
