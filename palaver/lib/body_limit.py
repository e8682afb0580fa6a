"""A limit on the bodies of requests, which Django would write to the disk whole before it looks."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

DRAINED = 32 * 1024 * 1024  # bytes of a body too long that are read before the answer

NONE: Mapping[str, int] = MappingProxyType({})

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class BodyLimit:
    """An ASGI application that answers 413 to requests whose body has more than `limit` bytes.

    An address may have a limit of its own in `others`. To the application within, a body that does
    not say how long it is ends as if the client had gone.
    """

    def __init__(
        self, application: Application, limit: int, others: Mapping[str, int] = NONE
    ) -> None:
        self._application = application
        self._limit = limit
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        limit = self._others.get(scope["path"], self._limit)
        declared, body = _declared(scope), _Body(receive, limit)
        if declared <= limit:
            await self._application(scope, body.receive, send)
        if declared > limit or body.is_too_long:
            if declared <= DRAINED:
                await body.drain()
            await _refuse(send)


class _Body:
    """Counts what comes, and passes on no more than the limit."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit
        self._more = True

    @property
    def is_too_long(self) -> bool:
        return self._left < 0

    async def receive(self) -> Message:
        message = await self._next()
        return {"type": "http.disconnect"} if self.is_too_long else message

    async def drain(self) -> None:
        """Takes the rest: a client that still sends does not read an answer."""
        while self._more and self._left > -DRAINED:
            await self._next()

    async def _next(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        self._more = bool(message.get("more_body"))
        return message


def _declared(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b"The request is too large.\n"})
