"""The way of a hint from whoever changed the database to the processes that show it."""

import asyncio
from collections.abc import Callable, Sequence

from django.db import transaction

from palaver.generation.hints import Hint

Listener = Callable[[Sequence[Hint]], None]


class LocalBus:
    """Hints within one process; each listener is called in its own event loop."""

    def __init__(self) -> None:
        self._listeners: dict[Listener, asyncio.AbstractEventLoop] = {}

    def subscribe(self, listener: Listener) -> None:
        self._listeners[listener] = asyncio.get_running_loop()

    def unsubscribe(self, listener: Listener) -> None:
        self._listeners.pop(listener, None)

    def publish(self, hints: Sequence[Hint]) -> None:
        """Callable from any thread; nobody listening is no error, the log holds it all."""
        for listener, loop in list(self._listeners.items()):
            if not loop.is_closed():
                loop.call_soon_threadsafe(listener, hints)


bus = LocalBus()


def announce(*hints: Hint) -> None:
    """Publishes once the transaction around it has committed (I2)."""
    # A lambda: of a partial that fails Django 5.2 cannot log the name, and fails itself.
    transaction.on_commit(lambda: bus.publish(hints), robust=True)
