"""Which event loops of this process have listeners: the in-memory layer reaches only those."""

from asyncio import AbstractEventLoop
from weakref import WeakSet


class Presence:
    """What this process knows of its own listeners."""

    def __init__(self) -> None:
        self._loops: WeakSet[AbstractEventLoop] = WeakSet()
        self.serves = False

    def announce(self, loop: AbstractEventLoop | None = None) -> None:
        """Note that this process serves listeners, on `loop` if there is one already."""
        self.serves = True
        if loop is not None:
            self._loops.add(loop)

    def loop(self) -> AbstractEventLoop | None:
        """Return a running loop that has, or had, listeners."""
        return next((loop for loop in self._loops if loop.is_running()), None)


presence = Presence()
