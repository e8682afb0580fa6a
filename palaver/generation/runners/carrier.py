"""The runner of a worker process: it takes what tasks and the reaper bring, while it has room."""

import asyncio
import uuid
from collections.abc import Callable, Sequence

from palaver.generation.bus import LocalBus
from palaver.generation.hints import Hint, Moved
from palaver.generation.run import Engine
from palaver.generation.runners.inline import InlineRunner
from palaver.generation.titles import Title

Send = Callable[[int], None]


class Carrier(InlineRunner):
    """Runs answers as the inline runner does; `wake` and `ask_for_title` reach other workers."""

    def __init__(
        self, engine: Engine, bus: LocalBus, most: int, *, wake: Send, ask_for_title: Send
    ) -> None:
        super().__init__(engine, bus)
        self._most = most
        self._wake = wake
        self._ask_for_title = ask_for_title
        self._closing = asyncio.get_running_loop().create_future()

    async def take(self, generation_id: int) -> None:
        """Runs it once there is room; a worker that ends passes it on."""
        if generation_id not in self._runs:
            await self._wait_for_room()
        if self._closing.done():
            self._wake(generation_id)
        else:
            self.run(generation_id)

    def pick_up(self, generation_id: int) -> None:
        """Runs what nobody was woken for; without room it is left for others, or for later."""
        if generation_id in self._runs or self._has_room():
            self.run(generation_id)

    async def title(self, generation_id: int) -> None:
        """Asks for a title, as part of the same load."""
        await self._wait_for_room()
        if not self._closing.done():
            self._aside(Title(self._engine, generation_id).suggest())

    def read(self, attachment_id: uuid.UUID) -> None:
        """Room is for answers, which may wait for what is read."""
        if not self._closing.done():
            super().read(attachment_id)

    def take_no_more(self) -> None:
        """What runs goes on; whoever waits for room is let go."""
        if not self._closing.done():
            self._closing.set_result(None)

    async def close(self, grace: float) -> None:
        self.take_no_more()
        await super().close(grace)

    def _has_room(self) -> bool:
        return not self._closing.done() and len(self._runs) + len(self._side) < self._most

    async def _wait_for_room(self) -> None:
        while not self._has_room() and not self._closing.done():
            busy = [*self._runs.values(), *self._side, self._closing]
            await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED)

    def _hear(self, hints: Sequence[Hint]) -> None:
        """Only what moved: the broker says which worker shall run what is queued."""
        super()._hear([hint for hint in hints if isinstance(hint, Moved)])

    def _hand_over(self, generation_id: int) -> None:
        self._wake(generation_id)

    def _suggest_title(self, generation_id: int) -> None:
        self._ask_for_title(generation_id)
