"""A response that is being streamed."""

from collections.abc import Awaitable, Callable

import aiohttp
from aiohttp.http import HttpProcessingError

from palaver.llm.answer import Answer
from palaver.llm.errors import ErrorKind
from palaver.llm.events import Event
from palaver.llm.patience import Patience

USAGE_GRACE = 2.0  # seconds that the usage figures may follow the answer's end
LARGEST_BODY = 16 * 1024 * 1024  # bytes of an answer that is sent in one piece
CLOSING_GRACE = 0.05  # seconds in which a finished response may end, to save its connection


Pace = Callable[[], Awaitable[None]]


class _GivenUpError(Exception):
    """The provider has been silent for too long."""


class Reply:
    """Reads events from a response until the answer is over.

    Gives up when the provider adds nothing to the answer for `limit` seconds; comments that keep
    the connection open are nothing.
    """

    def __init__(self, response: aiohttp.ClientResponse, answer: Answer, limit: float) -> None:
        self._response = response
        self._content = response.content
        self._answer = answer
        self._patience = Patience(limit, self._give_up)
        self._ended = False
        # Some servers ignore "stream" and send the whole answer at once.
        self._whole: bytearray | None = bytearray() if _is_json(response) else None

    async def rest(self, pace: Pace | None) -> None:
        """Takes nothing from the network until `pace` is over, unless the answer is complete."""
        connection = self._response.connection
        if pace is None or self._answer.complete or connection is None:
            return
        transport = connection.transport
        if transport is None:
            return
        transport.pause_reading()
        await pace()
        if not transport.is_closing():
            transport.resume_reading()

    def be_patient(self, limit: float) -> None:
        """From now on give up after `limit` seconds of silence."""
        self._patience.change(limit)

    async def read(self) -> list[Event]:
        """The next events, [] at the end. Raises the answer's `ProviderError` in their place."""
        while True:
            if self._answer.failure is not None:
                raise self._answer.failure
            if self._ended:
                return []
            data = await self._receive()
            events = self._feed(data) if data else self._end()
            if events:
                self._patience.relax()
                return events

    def close(self) -> None:
        """Let go of the connection: for reuse if the answer was read to its end, else for good."""
        self._patience.close()
        if self._ended and self._content.is_eof():
            self._response.release()
        else:
            self._response.close()

    async def _receive(self) -> bytes:
        """What the network brings next, b"" at the end."""
        if self._answer.complete:
            self._patience.change(CLOSING_GRACE if self._answer.over else USAGE_GRACE)
        self._patience.wait()
        try:
            return await self._content.readany()
        except _GivenUpError:
            return self._break_off("stalled")
        except (aiohttp.ClientError, HttpProcessingError, OSError):
            return self._break_off("cut")

    def _break_off(self, kind: ErrorKind) -> bytes:
        # aiohttp raises though text is left in its buffer, and has no public way to that text.
        rest = self._content._read_nowait(-1)
        if not rest and not self._answer.complete:
            self._answer.fail(kind)
        return rest

    def _feed(self, data: bytes) -> list[Event]:
        if self._whole is None:
            return self._answer.feed(data)
        self._whole += data
        if len(self._whole) > LARGEST_BODY:
            self._answer.fail("garbage")
        return []

    def _end(self) -> list[Event]:
        self._ended = True
        events = self._answer.feed_whole(bytes(self._whole)) if self._whole else []
        return events + self._answer.finish()

    def _give_up(self) -> None:
        self._content.set_exception(_GivenUpError())


def _is_json(response: aiohttp.ClientResponse) -> bool:
    return response.content_type == "application/json"
