"""One socket's subscriptions, without the socket: any protocol can carry them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from typing import Any, TypeAlias

from django.core.signing import BadSignature

from palaver.turbo import permission
from palaver.turbo.names import group_name, verified_stream_name
from palaver.turbo.outbox import Outbox
from palaver.turbo.permission import MayListen
from palaver.turbo.presence import presence
from palaver.turbo.receiver import receiver_of
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
        self._receiver = receiver_of(channel_layer)
        self._send = send
        self._may_listen = may_listen or permission.configured()
        self._on_loss = on_loss
        self._groups: dict[str, str] = {}
        self._outbox = Outbox()
        self._delivering: asyncio.Task[None] | None = None
        self._context = copy_context()
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
        """Leave everything. Never raises for an unreachable layer."""
        self._stopped = True
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT), self._order:
                for key in list(self._groups):
                    await self._leave(key)
        except Exception:
            logger.warning("A listener left its streams uncleanly.", exc_info=True)
        finally:
            await self._stop_delivering()

    def hear(self, group: str, html: str) -> None:
        """Take what came on the channel layer; for its receiver."""
        for key in self._keys(group):
            if not self._stopped and not self._outbox.put(key, html):
                self.lose()
        if self._outbox and self._delivering is None and not self._stopped:
            loop = asyncio.get_running_loop()
            self._delivering = loop.create_task(self._deliver(), context=self._context)

    def lose(self) -> None:
        """Stop for good, because messages were lost; for its receiver."""
        if not self._stopped:
            self._stopped = True
            if self._on_loss:
                self._on_loss()

    async def _permitted_name(self, signed_name: str, user: Any) -> str | None:
        try:
            name = verified_stream_name(signed_name)
        except BadSignature:
            return None
        return name if await permission.ask(self._may_listen, user, name) else None

    async def _join(self, key: str, group: str) -> None:
        self._groups[key] = group
        await self._receiver.join(group, self)

    async def _leave(self, key: str) -> None:
        group = self._groups.pop(key, None)
        if group and group not in self._groups.values():
            await self._receiver.leave(group, self)

    # An idle socket has no task for it: there may be thousands.
    async def _deliver(self) -> None:
        try:
            while self._outbox and not self._stopped:
                key, html = self._outbox.take()
                if key in self._groups:
                    await self._send(key, html)
        except Exception:
            logger.warning("A listener stopped.", exc_info=True)
            self.lose()
        finally:
            self._delivering = None

    async def _stop_delivering(self) -> None:
        if delivering := self._delivering:
            delivering.cancel()
            await asyncio.wait([delivering], timeout=CLOSE_TIMEOUT)

    def _keys(self, group: str) -> list[str]:
        return [key for key, joined in self._groups.items() if joined == group]
