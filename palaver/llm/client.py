"""The one client of providers."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from http import HTTPStatus
from typing import Self

import aiohttp

from palaver.llm import catalogue, counting, demo
from palaver.llm.answer import Answer
from palaver.llm.body import body
from palaver.llm.errors import ErrorKind, ProviderError
from palaver.llm.events import Completion, Delta, Event, Omitted, Usage
from palaver.llm.provider import Catalogue, Provider
from palaver.llm.refused import Refused
from palaver.llm.reply import Pace, Reply
from palaver.llm.request import Request
from palaver.llm.seam import Seam
from palaver.llm.transport import Transport, read_refusal

RETRIES = 2  # after the first attempt, and never after the first token
BACK_OFF = 0.5  # seconds before the first retry; doubles
LONGEST_WAIT = 20.0  # seconds of a Retry-After that are waited for
RETRIED: frozenset[ErrorKind] = frozenset({"rate_limited", "unreachable", "cut", "server_error"})


class Client:
    """Asks providers for models and answers. One per event loop; serves many streams at once.

    `sleep` takes seconds, `jitter` gives a number from 0 to 1: tests pass their own.
    """

    def __init__(
        self,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._sleep = sleep
        self._jitter = jitter
        self._transport = Transport()
        self._refused: defaultdict[tuple[str, str], Refused] = defaultdict(Refused)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections; streams that still run break off."""
        await self._transport.close()

    async def models(self, provider: Provider) -> Catalogue:
        """The models to offer: the allow-list, or all that the provider reports.

        Where the provider cannot be asked, the result holds the allow-list and the `error`.
        """
        return await catalogue.ask(self._transport, provider)

    async def count(self, provider: Provider, model: str, text: str) -> int | None:
        """The tokens of `text`, None where this server cannot be asked for them."""
        if not provider.counts:
            return None
        return await counting.count(self._transport, provider, model, text)

    def stream(
        self, provider: Provider, request: Request, pace: Pace | None = None
    ) -> AsyncGenerator[Event, None]:
        """The answer as it arrives: `Delta`s (one per network read), `Usage`, at last `Finish`;
        before them `Omitted`, where the server refused parameters.

        `pace` is awaited before each network read but the first. Meanwhile nothing is taken from
        the network: what arrives comes as one `Delta` then, and what is too much has to wait.

        Raises `ProviderError`, after the deltas that came before the failure. Failures before the
        first token are retried here, a few times; after it, never. Closing the iterator closes the
        provider's connection.
        """
        if provider.kind == "demo":
            return demo.answer(request, self._sleep)
        return self._stream(provider, request, pace)

    async def complete(self, provider: Provider, request: Request) -> Completion:
        """A whole answer at once. Raises `ProviderError`."""
        texts: list[str] = []
        usage = None
        async with aclosing(self.stream(provider, request)) as events:
            async for event in events:
                if isinstance(event, Delta):
                    texts.append(event.text)
                elif isinstance(event, Usage):
                    usage = event
        return Completion("".join(texts), usage)

    async def _stream(
        self, provider: Provider, request: Request, pace: Pace | None
    ) -> AsyncGenerator[Event, None]:
        reply, events = await self._start(provider, request)
        seam = Seam(request.partial if provider.continuation == "instruction" else "")
        try:
            reply.be_patient(provider.idle_timeout)
            if names := self._refused[provider.base_url, request.model].omitted(request):
                yield Omitted(names)
            while events:
                for event in seam.join(events):
                    yield event
                await reply.rest(pace)
                events = await reply.read()
        finally:
            reply.close()

    async def _start(self, provider: Provider, request: Request) -> tuple[Reply, list[Event]]:
        """The reply and its first events, after as many attempts as it takes."""
        attempt = 0
        while True:
            try:
                return await self._attempt(provider, request)
            except ProviderError as error:
                wait = self._wait(error, attempt)
                if wait is None:
                    raise
            await self._sleep(wait)
            attempt += 1

    def _wait(self, error: ProviderError, attempt: int) -> float | None:
        """Seconds before the next attempt, None for no more attempts."""
        if attempt >= RETRIES or error.kind not in RETRIED:
            return None
        if error.retry_after is not None:
            return error.retry_after if error.retry_after <= LONGEST_WAIT else None
        return float(BACK_OFF * 2**attempt * (1 + self._jitter()))

    async def _attempt(self, provider: Provider, request: Request) -> tuple[Reply, list[Event]]:
        try:
            async with asyncio.timeout(provider.first_token_timeout):
                response = await self._open(provider, request)
                return await _first_events(provider, request, response)
        except TimeoutError as error:
            raise ProviderError("timeout", provider=provider.name, model=request.model) from error

    async def _open(self, provider: Provider, request: Request) -> aiohttp.ClientResponse:
        """A response of status 200, leaving out parameters that this server refuses."""
        refused = self._refused[provider.base_url, request.model]
        while True:
            sent = refused.without(body(provider, request))
            response = await self._transport.post(provider, sent)
            if response.status == HTTPStatus.OK:
                return response
            error = await read_refusal(response, provider, request.model)
            if error.kind != "bad_request" or not refused.note(sent, error.detail):
                raise error


async def _first_events(
    provider: Provider, request: Request, response: aiohttp.ClientResponse
) -> tuple[Reply, list[Event]]:
    answer = Answer(provider.name, request.model)
    reply = Reply(response, answer, provider.first_token_timeout)
    try:
        return reply, await reply.read()
    except BaseException:
        reply.close()
        raise
