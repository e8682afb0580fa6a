"""One answer as one reader follows it: positions are kept, never events (I9)."""

from collections.abc import Callable

from palaver.api import answers, events
from palaver.api.answers import Answer
from palaver.api.events import Event
from palaver.generation.hub import Hub
from palaver.generation.models import Generation
from palaver.generation.replica import Replica
from palaver.lib.threads import DatabaseThreads

LONGEST_DELTA = 16_000  # code points

BEFORE_ALL = 0  # an epoch that no answer has


class Following:
    """Gives the events that lead from what the reader has to what the log holds."""

    def __init__(
        self, hub: Hub, threads: DatabaseThreads, answer: Answer, moved: Callable[[], None]
    ) -> None:
        self.answer = answer
        self.is_over = False
        self._hub = hub
        self._threads = threads
        self._moved = moved
        self._replica: Replica | None = None
        self._epoch = answer.epoch
        self._position = 0
        self._reasoning = 0
        self._said_started = False

    async def open(self, position: int = 0, reasoning: int = 0, epoch: int | None = None) -> bool:
        """Takes what the reader claims to have; False where the log cannot be read now."""
        self._position, self._reasoning = position, reasoning
        self._epoch = self.answer.epoch if epoch is None else epoch
        replica = await self._hub.watch(self.answer.generation_id, self._moved)
        is_read = replica.loaded
        if is_read and self._is_out_of_step(replica):
            is_read = await self._hub.refresh(self.answer.generation_id)
            if self._is_out_of_step(replica):
                # The log may yet grow past what was claimed, and would seem to fit.
                self._epoch = BEFORE_ALL
        self._replica = replica if is_read else None
        return is_read

    async def next_event(self) -> Event | None:
        """What comes next, or None where the reader has it all."""
        replica = self._replica
        if replica is None:
            return None
        if not self._said_started:
            self._said_started = True
            return events.started(self.answer, self._position, self._reasoning)
        if self._is_out_of_step(replica):
            return await self._restart(replica)
        return self._more(replica) or (await self._end() if replica.has_ended else None)

    def close(self) -> None:
        self._replica = None
        self._hub.leave(self.answer.generation_id, self._moved)

    def _is_out_of_step(self, replica: Replica) -> bool:
        """Whether the reader has another text than the replica, or more of it (I8)."""
        return (
            replica.first_epoch != self._epoch
            or self._position > replica.length
            or self._reasoning > replica.reasoning_length
        )

    async def _restart(self, replica: Replica) -> Event | None:
        generation = await self._row()
        is_behind = generation.first_epoch != replica.first_epoch
        if is_behind or self._hub.is_reading(self.answer.generation_id):
            return None  # the replica will say when it has read more
        self._epoch = generation.first_epoch
        self._position = self._reasoning = 0
        return events.restarted(generation)

    def _more(self, replica: Replica) -> Event | None:
        if more := replica.reasoning(self._reasoning, LONGEST_DELTA):
            event = events.reasoning(self._reasoning, more)
            self._reasoning += len(more)
            return event
        if more := replica.text(self._position, LONGEST_DELTA):
            event = events.delta(self._position, more)
            self._position += len(more)
            return event
        return None

    async def _end(self) -> Event | None:
        generation = await self._row()
        has_all = (self._epoch, self._position, self._reasoning) == (
            generation.first_epoch,
            generation.length,
            generation.reasoning_length,
        )
        # Where it runs once more by now, the replica will say so.
        self.is_over = has_all and not generation.is_live
        return events.ended(generation) if self.is_over else None

    async def _row(self) -> Generation:
        return await self._threads.run(answers.row, self.answer.generation_id)
