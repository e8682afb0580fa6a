"""One socket's subscriptions, without the socket: any protocol can carry them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias

from django.core.signing import BadSignature

from palaver.turbo import permission
from palaver.turbo.names import group_name, verified_stream_name
from palaver.turbo.outbox import Outbox
from palaver.turbo.permission import MayListen
from palaver.turbo.presence import presence
from palaver.turbo.transport import ChannelLayer

MAX_SUBSCRIPTIONS = 100
CLOSE_TIMEOUT = 2.0  # seconds

Send: TypeAlias = Callable[[str, str], Awaitable[None]]
OnLoss: TypeAlias = Callable[[], None]

logger = logging.getLogger("palaver.turbo")


class Listener:
    """The streams that one socket listens to.

    `send(key, html)` is awaited for each message, one at a time, with the key of the subscription.
    Up to `outbox.MAX_MESSAGES` wait while it does; beyond that, or when the channel layer or `send`
    fails, messages are lost, the listener stops for good and calls `on_loss()` once. Close the
    connection then: the page comes back, subscribes again and reads what it missed.

    Create it inside the running event loop, and await `close()` at the end, whatever happened.
    """

    def __init__(
        self,
        channel_layer: ChannelLayer,
        send: Send,
        *,
        may_listen: MayListen | None = None,
        on_loss: OnLoss | None = None,
    ) -> None:
        self._layer = channel_layer
        self._send = send
        self._may_listen = may_listen or permission.configured()
        self._on_loss = on_loss
        self._groups: dict[str, str] = {}
        self._channel = ""
        self._outbox = Outbox()
        self._tasks: list[asyncio.Task[None]] = []
        self._order = asyncio.Lock()
        self._stopped = False
        presence.announce(asyncio.get_running_loop())

    async def subscribe(self, key: str, signed_name: str, user: Any) -> bool:
        """Listen to a stream under `key` and return True, or False if that is refused.

        Refused: a name this site did not sign, a user whom `may_listen` does not answer True for,
        and more than `MAX_SUBSCRIPTIONS`. An error in `may_listen` or the channel layer is raised.
        A key in use is moved to the new stream.
        """
        async with self._order:
            await self._leave(key)
            name = await self._permitted_name(signed_name, user)
            if name is None or self._stopped or len(self._groups) >= MAX_SUBSCRIPTIONS:
                return False
            await self._join(key, group_name(name))
            return True

    async def unsubscribe(self, key: str) -> None:
        """Stop listening under `key`; an unknown key is no error."""
        async with self._order:
            await self._leave(key)

    async def close(self) -> None:
        """Leave everything and free the channel. Never raises for an unreachable layer."""
        self._stopped = True
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT), self._order:
                for key in list(self._groups):
                    await self._leave(key)
        except Exception:
            logger.warning("A listener left its streams uncleanly.", exc_info=True)
        finally:
            for task in self._tasks:
                task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSE_TIMEOUT)

    async def _permitted_name(self, signed_name: str, user: Any) -> str | None:
        try:
            name = verified_stream_name(signed_name)
        except BadSignature:
            return None
        return name if await permission.ask(self._may_listen, user, name) else None

    async def _join(self, key: str, group: str) -> None:
        if not self._channel:
            await self._open()
        self._groups[key] = group
        await self._layer.group_add(group, self._channel)

    async def _leave(self, key: str) -> None:
        group = self._groups.pop(key, None)
        if group and group not in self._groups.values():
            await self._layer.group_discard(group, self._channel)

    async def _open(self) -> None:
        self._channel = await self._layer.new_channel()
        self._start(self._receive())
        self._start(self._deliver())
        if expiry := getattr(self._layer, "group_expiry", None):
            self._start(self._renew(expiry / 2))
        # A task cancelled before its first step would never give the channel back to the layer.
        await asyncio.sleep(0)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(self._guard(work)))

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            logger.warning("A listener stopped.", exc_info=True)
            self._lose()

    # The layer's own queue is unbounded (Redis pub/sub) or drops in silence (in memory), so it is
    # always emptied at once. Cancelling `receive` frees the channel: it is never timed out.
    async def _receive(self) -> None:
        while True:
            message = await self._layer.receive(self._channel)
            for key in self._keys(message["group"]):
                if not self._stopped and not self._outbox.put(key, message["html"]):
                    self._lose()

    async def _deliver(self) -> None:
        while not self._stopped:
            key, html = await self._outbox.get()
            if key in self._groups:
                await self._send(key, html)

    # Layers forget a membership after a day.
    async def _renew(self, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            for group in set(self._groups.values()):
                await self._layer.group_add(group, self._channel)

    def _keys(self, group: str) -> list[str]:
        return [key for key, joined in self._groups.items() if joined == group]

    def _lose(self) -> None:
        if not self._stopped:
            self._stopped = True
            if self._on_loss:
                self._on_loss()
