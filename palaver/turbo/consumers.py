"""Turbo Streams over a WebSocket of their own, for `static/turbo/stream_from.js`.

Frames are JSON arrays. From the page: `["subscribe", key, signed name]`, `["unsubscribe", key]`,
`["ack"]` for each stream it has applied. To the page: `["subscribed", key]`, `["refused", key]`,
`["stream", key, html]`, `["ping"]`. Close codes: 1012 and 1013 mean "come back",
4400 means "do not: this frame makes no sense".
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias

from asgiref.sync import ThreadSensitiveContext

from palaver.turbo import permission
from palaver.turbo.listener import Listener
from palaver.turbo.presence import presence
from palaver.turbo.transport import default_layer

LIFETIME = 3600.0  # seconds; then the page reconnects, and session and permissions are read anew
PING_INTERVAL = 20.0  # seconds
WINDOW = 32  # streams sent and not yet acknowledged: Daphne itself would buffer without a bound
MAX_FRAME_LENGTH = 4096  # characters

RESTART, TRY_AGAIN, BAD_FRAME = 1012, 1013, 4400

Scope: TypeAlias = dict[str, Any]
Event: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Event]]
Send: TypeAlias = Callable[[Event], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]


class _BadFrame(Exception):
    pass


class StreamsConsumer:
    """One page's connection, an ASGI application for Channels' routing: `path("…", as_asgi())`.

    Put it inside `AuthMiddlewareStack`, which sets `scope["user"]`, and `OriginValidator` with
    your origins, or another site's page could listen with your visitor's cookies.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self._lost = asyncio.Event()
        self._window = asyncio.BoundedSemaphore(WINDOW)
        self._listener = Listener(
            default_layer(), self._stream, may_listen=self.may_listen, on_loss=self._lost.set
        )

    @classmethod
    def as_asgi(cls) -> Application:
        """Return the ASGI application that makes one consumer for each connection."""
        presence.announce()

        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            await cls(scope, receive, send).run()

        return application

    async def may_listen(self, user: Any, stream_name: str) -> bool:
        """Say whether this user may listen to this stream; by default as TURBO_MAY_LISTEN does.

        Asked at each subscription. `user` is what `AuthMiddlewareStack` found, maybe anonymous.
        """
        return await permission.ask(permission.configured(), user, stream_name)

    async def run(self) -> None:
        """Serve the connection until either side ends it."""
        await self.receive()
        await self.send({"type": "websocket.accept"})
        try:
            code = await self._serve()
        finally:
            await self._listener.close()
        if code:
            await self.send({"type": "websocket.close", "code": code})

    async def _serve(self) -> int:
        work = [asyncio.create_task(task) for task in (self._read(), self._beat(), self._loss())]
        try:
            done, _ = await asyncio.wait(work, timeout=LIFETIME, return_when="FIRST_COMPLETED")
        finally:
            for task in work:
                task.cancel()
        return done.pop().result() if done else RESTART

    async def _read(self) -> int:
        while (event := await self.receive())["type"] == "websocket.receive":
            try:
                await self._obey(_parse(event))
            except _BadFrame:
                return BAD_FRAME
        return 0

    async def _beat(self) -> int:
        while True:
            await asyncio.sleep(PING_INTERVAL)
            await self._reply("ping")

    async def _loss(self) -> int:
        await self._lost.wait()
        return TRY_AGAIN

    async def _obey(self, frame: object) -> None:
        match frame:
            case ["subscribe", str(key), str(signed_name)]:
                await self._subscribe(key, signed_name)
            case ["unsubscribe", str(key)]:
                await self._listener.unsubscribe(key)
            case ["ack"]:
                self._acknowledge()
            case _:
                raise _BadFrame

    # A thread of its own, or one slow permission query would delay every other socket's.
    async def _subscribe(self, key: str, signed_name: str) -> None:
        async with ThreadSensitiveContext():
            allowed = await self._listener.subscribe(key, signed_name, self._user())
        await self._reply("subscribed" if allowed else "refused", key)

    def _acknowledge(self) -> None:
        try:
            self._window.release()
        except ValueError as error:
            raise _BadFrame from error

    def _user(self) -> Any:
        from django.contrib.auth.models import AnonymousUser

        return self.scope.get("user") or AnonymousUser()

    async def _stream(self, key: str, html: str) -> None:
        await self._window.acquire()
        await self._reply("stream", key, html)

    async def _reply(self, *frame: str) -> None:
        await self.send({"type": "websocket.send", "text": json.dumps(frame)})


def _parse(event: Event) -> object:
    text = event.get("text")
    if not text or len(text) > MAX_FRAME_LENGTH:
        raise _BadFrame
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _BadFrame from error
