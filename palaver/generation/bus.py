"""The way of a hint from whoever changed the database to the processes that show it."""

import asyncio
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import transaction

from palaver.generation.hints import Attached, Hint, Queued, Topic

Listener = Callable[[Sequence[Hint]], None]


class LocalBus:
    """Hints within one process; each listener is called in its own event loop."""

    def __init__(self) -> None:
        self._listeners: dict[Listener, asyncio.AbstractEventLoop] = {}

    @property
    def is_well(self) -> bool:
        """Whether hints of other processes come in time."""
        return True

    def start(self) -> None:
        """Begins to hear other processes, in the running loop."""

    async def close(self) -> None:
        """Hears them no more."""

    def subscribe(self, listener: Listener) -> None:
        self._listeners[listener] = asyncio.get_running_loop()

    def unsubscribe(self, listener: Listener) -> None:
        self._listeners.pop(listener, None)

    def follow(self, topic: Topic) -> None:
        """Hints of the topic are wanted here; `Followed` says from when on they come."""

    def unfollow(self, topic: Topic) -> None:
        """They no longer are."""

    def publish(self, hints: Sequence[Hint]) -> None:
        """Callable from any thread; nobody listening is no error, the log holds it all."""
        here = _running_loop()
        for listener, loop in list(self._listeners.items()):
            if loop is here:
                loop.call_soon(listener, hints)
            elif not loop.is_closed():
                loop.call_soon_threadsafe(listener, hints)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _chosen() -> LocalBus:
    if not settings.PALAVER_REDIS_URL:
        return LocalBus()
    from palaver.generation.shared_bus import SharedBus

    return SharedBus(settings.PALAVER_REDIS_URL, settings.PALAVER_CHANNELS)


def announce(*hints: Hint) -> None:
    """Publishes once the transaction around it has committed (I2), and wakes a runner."""
    # A lambda: of a partial that fails Django 5.2 cannot log the name, and fails itself.
    transaction.on_commit(lambda: _say(hints), robust=True)


def _say(hints: Sequence[Hint]) -> None:
    from palaver.generation import runners  # which import this

    bus.publish(hints)
    for hint in hints:
        if isinstance(hint, Queued):
            runners.chosen().wake(hint.generation_id)
        elif isinstance(hint, Attached):
            runners.chosen().ask_for_reading(hint.attachment_id)


bus = _chosen()
