"""The one channel on which an event loop hears a channel layer, for all of its listeners.

A channel each would cost every socket two tasks and a queue, and every message a copy.
"""

import asyncio
import logging
from asyncio import AbstractEventLoop
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import Context
from typing import Any, Protocol, TypeAlias
from weakref import WeakValueDictionary

from palaver.turbo.transport import ChannelLayer

CLOSE_TIMEOUT = 2.0  # seconds

Place: TypeAlias = tuple[AbstractEventLoop, ChannelLayer]

logger = logging.getLogger("palaver.turbo")


class Member(Protocol):
    """Who is told what comes; told that messages were lost, it is a member of nothing any more."""

    def hear(self, group: str, html: str) -> None: ...
    def lose(self) -> None: ...


class Receiver:
    """Joins a group of the layer while it has members, and tells them each message once."""

    def __init__(self, layer: ChannelLayer) -> None:
        self._layer = layer
        self._channel = ""
        self._members: dict[str, set[Member]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._order = asyncio.Lock()

    async def join(self, group: str, member: Member) -> None:
        """Raises whatever the layer does; then nothing has changed."""
        async with self._order:
            if not self._channel:
                await self._open()
            try:
                if group not in self._members:
                    await self._layer.group_add(group, self._channel)
                    self._members[group] = set()
                self._members[group].add(member)
            finally:
                await self._close_if_unused()

    async def leave(self, group: str, member: Member) -> None:
        """Nothing reaches the member any more, even where the layer does not answer."""
        self._members.get(group, set()).discard(member)
        # Who gives up waiting for it leaves nothing behind all the same.
        await asyncio.shield(self._leave_if_empty(group))

    async def _leave_if_empty(self, group: str) -> None:
        async with self._order:
            if self._members.get(group, True):
                return
            del self._members[group]
            try:
                await self._layer.group_discard(group, self._channel)
            finally:
                await self._close_if_unused()

    async def _open(self) -> None:
        self._channel = await self._layer.new_channel()
        self._start(self._receive())
        if expiry := getattr(self._layer, "group_expiry", None):
            self._start(self._renew(expiry / 2))
        # A task cancelled before its first step would never give the channel back to the layer.
        await asyncio.sleep(0)

    async def _close_if_unused(self) -> None:
        if self._members:
            return
        if tasks := self._cancel():
            await asyncio.wait(tasks, timeout=CLOSE_TIMEOUT)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(self._guard(work), context=Context())
        self._tasks.append(task)

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            logger.warning("A channel layer is heard no more.", exc_info=True)
            async with self._order:
                await self._lose()

    # The layer's own queue is unbounded (Redis pub/sub) or drops in silence (in memory), so it is
    # always emptied at once. Cancelling `receive` frees the channel: it is never timed out.
    async def _receive(self) -> None:
        while True:
            message = await self._layer.receive(self._channel)
            group = message["group"]
            for member in tuple(self._members.get(group, ())):
                _tell(member.hear, group, message["html"])

    # Layers forget a membership after a day.
    async def _renew(self, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            for group in tuple(self._members):
                await self._layer.group_add(group, self._channel)

    async def _lose(self) -> None:
        channel, groups, self._members = self._channel, self._members, {}
        self._cancel()
        for member in {member for members in groups.values() for member in members}:
            _tell(member.lose)
        with suppress(Exception):
            async with asyncio.timeout(CLOSE_TIMEOUT):
                for group in groups:
                    await self._layer.group_discard(group, channel)

    def _cancel(self) -> list[asyncio.Task[None]]:
        tasks, self._tasks, self._channel = self._tasks, [], ""
        for task in tasks:
            if task is not asyncio.current_task():
                task.cancel()
        return tasks


def _tell(member: Callable[..., None], *words: str) -> None:
    """What goes wrong with one of them is no matter of the others."""
    try:
        member(*words)
    except Exception:
        logger.exception("A listener failed.")


_receivers: WeakValueDictionary[Place, Receiver] = WeakValueDictionary()


def receiver_of(layer: ChannelLayer) -> Receiver:
    """Return the running loop's receiver; it lives as long as somebody keeps it."""
    place = asyncio.get_running_loop(), layer
    receiver = _receivers.get(place)
    if receiver is None:
        receiver = _receivers[place] = Receiver(layer)
    return receiver
