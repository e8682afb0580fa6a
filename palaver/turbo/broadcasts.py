"""Send a Turbo Stream to every page that listens, from any process.

Delivery is at most once: a page that is loading, offline or behind hears nothing and is told
nothing. So a broadcast never raises because it could not be delivered; it is logged. Inside a
transaction, call these in `transaction.on_commit`, or pages see what may be rolled back.

`*streamables` name the stream, as in `{% turbo_stream_from %}`; the keyword arguments are those of
the builders in `turbo_stream`. The async twins render a `template` in Django's thread for it.
"""

from typing import Unpack

from asgiref.sync import sync_to_async
from django.utils.safestring import SafeString

from palaver.turbo import transport, turbo_stream
from palaver.turbo.names import Streamable, stream_name
from palaver.turbo.turbo_stream import Rendering, Target


class Broadcast(Rendering, total=False):
    """The keyword arguments of a broadcast: a builder's, and its `target`."""

    target: Target


def broadcast_append_to(*streamables: Streamable, **options: Unpack[Broadcast]) -> None:
    """Add content at the end of the target."""
    broadcast_action_to(*streamables, action="append", **options)


def broadcast_prepend_to(*streamables: Streamable, **options: Unpack[Broadcast]) -> None:
    """Add content at the start of the target."""
    broadcast_action_to(*streamables, action="prepend", **options)


def broadcast_replace_to(*streamables: Streamable, **options: Unpack[Broadcast]) -> None:
    """Put content in the target's place."""
    broadcast_action_to(*streamables, action="replace", **options)


def broadcast_update_to(*streamables: Streamable, **options: Unpack[Broadcast]) -> None:
    """Put content inside the target."""
    broadcast_action_to(*streamables, action="update", **options)


def broadcast_before_to(*streamables: Streamable, **options: Unpack[Broadcast]) -> None:
    """Add content before the target."""
    broadcast_action_to(*streamables, action="before", **options)


def broadcast_after_to(*streamables: Streamable, **options: Unpack[Broadcast]) -> None:
    """Add content after the target."""
    broadcast_action_to(*streamables, action="after", **options)


def broadcast_remove_to(*streamables: Streamable, target: Target = "", targets: str = "") -> None:
    """Remove the target."""
    stream = turbo_stream.remove(target, targets=targets)
    broadcast_stream_to(*streamables, stream=stream)


def broadcast_refresh_to(*streamables: Streamable, request_id: str = "") -> None:
    """Load the page again, except where it made the request `request_id` itself."""
    broadcast_stream_to(*streamables, stream=turbo_stream.refresh(request_id=request_id))


def broadcast_action_to(
    *streamables: Streamable, action: str, **options: Unpack[Broadcast]
) -> None:
    """Send any action, one that your page defines included."""
    broadcast_stream_to(*streamables, stream=_build(action, options))


def broadcast_stream_to(*streamables: Streamable, stream: SafeString) -> None:
    """Send elements that `turbo_stream` built.

    Raises RuntimeError where an event loop runs (use the async twin), ValueError for a stream
    above `transport.MAX_STREAM_LENGTH`, ImproperlyConfigured without a channel layer.
    """
    transport.send(stream_name(*streamables), stream)


async def abroadcast_append_to(*streamables: Streamable, **options: Unpack[Broadcast]) -> None:
    """Add content at the end of the target."""
    await abroadcast_action_to(*streamables, action="append", **options)


async def abroadcast_prepend_to(*streamables: Streamable, **options: Unpack[Broadcast]) -> None:
    """Add content at the start of the target."""
    await abroadcast_action_to(*streamables, action="prepend", **options)


async def abroadcast_replace_to(*streamables: Streamable, **options: Unpack[Broadcast]) -> None:
    """Put content in the target's place."""
    await abroadcast_action_to(*streamables, action="replace", **options)


async def abroadcast_update_to(*streamables: Streamable, **options: Unpack[Broadcast]) -> None:
    """Put content inside the target."""
    await abroadcast_action_to(*streamables, action="update", **options)


async def abroadcast_before_to(*streamables: Streamable, **options: Unpack[Broadcast]) -> None:
    """Add content before the target."""
    await abroadcast_action_to(*streamables, action="before", **options)


async def abroadcast_after_to(*streamables: Streamable, **options: Unpack[Broadcast]) -> None:
    """Add content after the target."""
    await abroadcast_action_to(*streamables, action="after", **options)


async def abroadcast_remove_to(
    *streamables: Streamable, target: Target = "", targets: str = ""
) -> None:
    """Remove the target."""
    stream = turbo_stream.remove(target, targets=targets)
    await abroadcast_stream_to(*streamables, stream=stream)


async def abroadcast_refresh_to(*streamables: Streamable, request_id: str = "") -> None:
    """Load the page again, except where it made the request `request_id` itself."""
    await abroadcast_stream_to(*streamables, stream=turbo_stream.refresh(request_id=request_id))


async def abroadcast_action_to(
    *streamables: Streamable, action: str, **options: Unpack[Broadcast]
) -> None:
    """Send any action, one that your page defines included."""
    await abroadcast_stream_to(*streamables, stream=await _abuild(action, options))


async def abroadcast_stream_to(*streamables: Streamable, stream: SafeString) -> None:
    """Send elements that `turbo_stream` built; raises as `broadcast_stream_to` does."""
    await transport.asend(stream_name(*streamables), stream)


def _build(action: str, options: Broadcast) -> SafeString:
    return turbo_stream.action(action, **options)


async def _abuild(action: str, options: Broadcast) -> SafeString:
    if "template" in options:
        return await sync_to_async(_build)(action, options)
    return _build(action, options)
