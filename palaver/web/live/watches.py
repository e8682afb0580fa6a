"""What a socket watches, each with its own cursor: states are queued, never events."""

import asyncio
import uuid
from collections.abc import Callable
from typing import Any, Protocol

from palaver.generation.cursor import Cursor
from palaver.generation.hub import Hub
from palaver.generation.replica import Replica, State
from palaver.lib.threads import DatabaseThreads
from palaver.turbo.listener import Listener
from palaver.web.advance import advance

Payload = list[Any]


class Watch(Protocol):
    async def frame(self) -> Payload | None:
        """What leads the client from its cursor to now, or None where it is there already."""

    async def close(self) -> None: ...


class AnswerWatch:
    """One live answer on one socket."""

    def __init__(self, hub: Hub, generation_id: int, moved: Callable[[], None]) -> None:
        self._hub = hub
        self.generation_id = generation_id
        self._moved = moved
        self._replica: Replica | None = None
        self._sent: State | Cursor | None = None
        self._reader = ""  # the cursor that the reader has, as it writes it
        self._full: Cursor | None = None  # the last that it was given as a whole
        self._steps = 0  # frames since

    async def open(self, stated: str) -> bool:
        """Loads the replica and takes the reader's cursor; False where the log cannot be read."""
        cursor = self._sent = Cursor.parse(stated)
        self._reader = stated
        replica = await self._hub.watch(self.generation_id, self._moved)
        is_read = replica.loaded
        if is_read and self._may_be_outdated(replica, cursor):
            is_read = await self._hub.refresh(self.generation_id)
        self._replica = replica if is_read else None
        return is_read

    def _may_be_outdated(self, replica: Replica, cursor: Cursor | None) -> bool:
        # Who watches an answer knows that it runs, and may have heard of a retry before this hub.
        return (
            replica.has_ended
            or self._hub.is_reading(self.generation_id)
            or (cursor is not None and not replica.covers(cursor))
        )

    async def frame(self) -> Payload | None:
        if self._replica is None or self._replica.state is self._sent:
            return None
        payload = self._replica.frame(self._sent)
        says_nothing = isinstance(self._sent, State) and payload == [payload[0], payload[0], ""]
        self._sent = self._replica.state
        return None if says_nothing else self._shortened(payload, self._sent)

    def _shortened(self, payload: Payload, state: State) -> Payload:
        """Most frames only add text: they count on from the last that named both its cursors."""
        start, cursor, reasoning, *ops = payload
        if start and self._full and not state.end and state.cursor.has_only_moved_from(self._full):
            self._steps += 1
            self._reader = f"{self._full}+{state.cursor.position}"
            return [self._steps - 1, state.cursor.position, *ops]
        start = start and self._reader
        self._full, self._steps, self._reader = state.cursor, 0, cursor
        return [start, cursor, reasoning, *ops]

    async def close(self) -> None:
        self._hub.leave(self.generation_id, self._moved)


class ChatWatch:
    """The messages of one chat on one socket, as this person sees them."""

    def __init__(
        self,
        hub: Hub,
        threads: DatabaseThreads,
        chat_id: uuid.UUID,
        user_id: int,
        moved: Callable[[], None],
    ) -> None:
        self._hub = hub
        self._threads = threads
        self._chat_id = chat_id
        self._user_id = user_id
        self._moved = moved
        self._version = 0

    def open(self, version: int) -> None:
        self._version = version
        self._hub.watch_chat(self._chat_id, self._moved)

    async def frame(self) -> Payload | None:
        version, html = await self._threads.run(
            advance, self._chat_id, self._user_id, self._version
        )
        self._version = version
        return [html] if html else None

    async def close(self) -> None:
        self._hub.leave_chat(self._chat_id, self._moved)


class StreamWatch:
    """A broadcast stream on one socket; the listener waits until its message was sent.

    Its first frame is empty: from then on nothing is missed.
    """

    def __init__(self, listener: Listener, ch: int, moved: Callable[[], None]) -> None:
        self._listener = listener
        self._key = str(ch)
        self._moved = moved
        self._html: str | None = None
        self._taken: asyncio.Future[None] | None = None

    async def open(self, signed_name: str, user: Any) -> bool:
        return await self._listener.subscribe(self._key, signed_name, user)

    async def deliver(self, html: str) -> None:
        self._html = html
        self._taken = asyncio.get_running_loop().create_future()
        self._moved()
        await self._taken

    async def frame(self) -> Payload | None:
        html, self._html = self._html, None
        self._let_go()
        return [html or ""]

    async def close(self) -> None:
        self._let_go()
        await self._listener.unsubscribe(self._key)

    def _let_go(self) -> None:
        if self._taken and not self._taken.done():
            self._taken.set_result(None)
