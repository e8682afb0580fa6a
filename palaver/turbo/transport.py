"""The one place where a broadcast enters the channel layer."""

import asyncio
import logging
from concurrent.futures import Future, wait
from typing import Any, Protocol, cast

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.core.exceptions import ImproperlyConfigured

from palaver.turbo.background import background
from palaver.turbo.names import group_name
from palaver.turbo.presence import presence

MAX_STREAM_LENGTH = 256 * 1024  # characters
SEND_TIMEOUT = 2.0  # seconds
PATIENCE = 0.1  # seconds that who sends without a loop waits for a layer that is slow or away
MOST_LATE = 1000  # sendings that nobody waits for any more

logger = logging.getLogger("palaver.turbo")

_late: set[Future[None]] = set()


class ChannelLayer(Protocol):
    """The part of a Channels layer that is used here."""

    async def new_channel(self) -> str: ...
    async def receive(self, channel: str) -> dict[str, Any]: ...
    async def group_add(self, group: str, channel: str) -> None: ...
    async def group_discard(self, group: str, channel: str) -> None: ...
    async def group_send(self, group: str, message: dict[str, Any]) -> None: ...


def send(name: str, html: str) -> None:
    """Send a stream's elements to its listeners in every process, from code without a loop.

    Waits `PATIENCE` for a layer out of this process, once: while that is under way, later ones are
    sent without waiting.
    """
    require_no_loop()
    layer = default_layer()
    _check_length(html)
    if not _reachable(layer, name):
        return
    if len(_late) < MOST_LATE:
        home = _home(layer)
        loop = home or background.loop()
        sending = asyncio.run_coroutine_threadsafe(_publish(layer, name, html), loop)
        if home or not _is_done(sending):
            _late.add(sending)
            sending.add_done_callback(_late.discard)
    else:
        logger.warning("A broadcast to %r was lost: too many are waiting.", name)


async def asend(name: str, html: str) -> None:
    """Send a stream's elements to its listeners in every process."""
    layer = default_layer()
    _check_length(html)
    if _reachable(layer, name):
        home = _home(layer)
        if home in (None, asyncio.get_running_loop()):
            await _publish(layer, name, html)
        else:
            sending = asyncio.run_coroutine_threadsafe(_publish(layer, name, html), home)
            await asyncio.wrap_future(sending)


def default_layer() -> ChannelLayer:
    """Return the project's channel layer; raises ImproperlyConfigured without one."""
    layer = get_channel_layer()
    if layer is None:
        raise ImproperlyConfigured("Turbo Streams need CHANNEL_LAYERS['default'].")
    return cast("ChannelLayer", layer)


def require_no_loop() -> None:
    """Raise RuntimeError where waiting would stop an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError("An event loop runs here: await abroadcast_…_to instead of broadcast_…_to.")


def _check_length(html: str) -> None:
    if len(html) > MAX_STREAM_LENGTH:
        raise ValueError(
            f"A broadcast may have {MAX_STREAM_LENGTH} characters, not {len(html)}:"
            " send a turbo-frame or a refresh and let the page fetch the rest."
        )


def _reachable(layer: ChannelLayer, name: str) -> bool:
    if presence.serves or not isinstance(layer, InMemoryChannelLayer):
        return True
    logger.warning(
        "A broadcast to %r reached nobody: the in-memory channel layer stays inside one process,"
        " and this process serves no pages. Set CHANNEL_LAYERS to Redis to reach other processes.",
        name,
    )
    return False


# The in-memory layer's queues belong to the loop that waits on them and are not thread-safe.
def _home(layer: ChannelLayer) -> asyncio.AbstractEventLoop | None:
    return presence.loop() if isinstance(layer, InMemoryChannelLayer) else None


async def _publish(layer: ChannelLayer, name: str, html: str) -> None:
    group = group_name(name)
    message = {"type": "turbo.stream", "group": group, "html": str(html)}
    try:
        async with asyncio.timeout(SEND_TIMEOUT):
            await layer.group_send(group, message)
    except Exception:
        logger.warning("A broadcast to %r was lost.", name, exc_info=True)


def _is_done(sending: Future[None]) -> bool:
    return not _late and sending in wait([sending], PATIENCE).done
