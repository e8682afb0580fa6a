"""One run of a generation: claim, ask, write, end."""

import asyncio
import logging
from contextlib import aclosing
from dataclasses import dataclass
from time import monotonic

from palaver.generation import log
from palaver.generation.catalogue import Catalogue
from palaver.generation.log import Claim
from palaver.generation.models import Call, Outcome
from palaver.generation.pen import Pen
from palaver.generation.preparation import Preparation
from palaver.generation.reader import Reader
from palaver.generation.received import Received
from palaver.generation.ticks import Ticks
from palaver.lib import logs, metrics, telemetry
from palaver.lib.threads import DatabaseThreads
from palaver.llm import Client, Delta, Provider, ProviderError, Request, Usage

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Engine:
    """What every run of a process shares."""

    client: Client
    catalogue: Catalogue
    ticks: Ticks
    threads: DatabaseThreads
    reader: Reader


class Run:
    """Owns one epoch of one generation, until its end, its loss or its hand-over."""

    def __init__(self, engine: Engine, generation_id: int) -> None:
        self._engine = engine
        self._generation_id = generation_id
        self._started = monotonic()
        self._preparation = Preparation(
            engine.client, engine.reader, engine.threads, engine.catalogue
        )

    async def run(self) -> Outcome | None:
        """How it ended, or None where the lease was not to be had, was lost or was handed back."""
        logs.generation_id.set(self._generation_id)
        claim = await self._engine.threads.run(log.claim, self._generation_id)
        if claim is None:
            return None
        with telemetry.span("generation", generation_id=claim.generation_id, epoch=claim.epoch):
            return await self._fill(claim)

    async def _fill(self, claim: Claim) -> Outcome | None:
        pen = self._engine.ticks.open(claim)
        try:
            outcome = await self._answer_until_lost(pen)
        except asyncio.CancelledError:
            await self._engine.ticks.release(pen)
            raise
        kept = outcome is not None and await self._engine.ticks.finish(pen, outcome)
        metrics.ANSWERS.labels(outcome.status.value if outcome and kept else "left").inc()
        return outcome if kept else None

    async def _answer_until_lost(self, pen: Pen) -> Outcome | None:
        answering = asyncio.create_task(self._answer(pen))
        losing = asyncio.create_task(pen.lost.wait())
        try:
            await asyncio.wait({answering, losing}, return_when=asyncio.FIRST_COMPLETED)
            return None if pen.lost.is_set() else answering.result()
        finally:
            answering.cancel()
            losing.cancel()
            await asyncio.gather(answering, losing, return_exceptions=True)

    async def _answer(self, pen: Pen) -> Outcome:
        received = Received()
        try:
            await self._ask(pen, received)
        except ProviderError as error:
            logger.warning("%s (%s)", error, error.kind)
            return received.failure(error)
        except Exception:
            logger.exception("Generation %s failed", self._generation_id)
            return received.fault()
        return received.outcome(wrote_text=pen.wrote_text)

    async def _ask(self, pen: Pen, received: Received) -> None:
        provider, asked, call = await self._preparation.make(pen.claim.generation)
        received.prompt_estimate = asked.estimate
        ended = "stopped"
        try:
            request = await self._engine.reader.embed(asked.request)
            await self._stream(provider, request, pen, received)
            ended = "done"
        except ProviderError as error:
            ended = error.kind
            raise
        finally:
            await asyncio.shield(self._record(call, ended, received.usage))

    async def _record(self, call: Call, ended: str, usage: Usage | None) -> None:
        try:
            await self._engine.threads.insist(call.close, ended, usage)
        except Exception:
            logger.exception("A call for generation %s was not recorded", self._generation_id)

    async def _stream(
        self, provider: Provider, request: Request, pen: Pen, received: Received
    ) -> None:
        begun = False
        with telemetry.span("provider call", provider=provider.name, model=request.model):
            stream = self._engine.client.stream(provider, request, self._engine.ticks.next)
            async with aclosing(stream) as events:
                async for event in events:
                    received.take(event)
                    if isinstance(event, Delta):
                        begun = begun or self._begin(provider)
                        pen.write(event.text, event.reasoning)

    def _begin(self, provider: Provider) -> bool:
        metrics.FIRST_TOKEN.labels(provider.name).observe(monotonic() - self._started)
        return True
