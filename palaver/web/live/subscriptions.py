"""What one socket watches: opened only for who may see it, and marked when it moves."""

import asyncio
import logging
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

from palaver.chats.models import Chat
from palaver.generation.models import Generation
from palaver.generation.process import Process
from palaver.lib import metrics
from palaver.turbo.listener import Listener
from palaver.turbo.transport import default_layer
from palaver.web.live.watches import AnswerWatch, ChatWatch, StreamWatch, Watch

MOST_WATCHES = 100
STREAM_RETRY = 2.0  # seconds
MOST_TASKS = 300  # of opening and closing watches

logger = logging.getLogger(__name__)


class Subscriptions:
    """Watches by the channel number that the client gave them.

    `moved()` is called when there may be something to send, `refuse(ch)` where nothing may be
    watched, `lost()` when the client had better come back on a new connection.
    """

    def __init__(
        self,
        parts: Process,
        user: Any,
        *,
        moved: Callable[[], None],
        refuse: Callable[[int], None],
        lost: Callable[[], None],
    ) -> None:
        self._parts = parts
        self._user = user
        self._moved = moved
        self._refuse = refuse
        self._lost = lost
        self._watches: dict[int, Watch] = {}
        self._opening: dict[int, asyncio.Task[None]] = {}
        self._marked: dict[int, None] = {}
        self._listener = Listener(default_layer(), self._deliver, on_loss=lost)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def any_marked(self) -> bool:
        return bool(self._marked)

    def open(self, ch: int, kind: str, name: str, position: Any) -> None:
        """Starts to watch in a task of its own, so that no look-up delays the reader."""
        if ch in self._watches:
            metrics.RESYNCS.labels("reader").inc()
        self.drop(ch)
        in_use = self._watches.keys() | self._opening.keys()
        if len(in_use) >= MOST_WATCHES or len(self._tasks) >= MOST_TASKS:
            self._refuse(ch)
        else:
            self._opening[ch] = self._aside(self._open(ch, kind, name, position))

    def drop(self, ch: int) -> None:
        self._marked.pop(ch, None)
        if opening := self._opening.pop(ch, None):
            opening.cancel()
        if watch := self._watches.pop(ch, None):
            self._aside(watch.close())

    async def generation_of(self, ch: int) -> int | None:
        """The answer watched there; a watch that is being opened is waited for."""
        if opening := self._opening.get(ch):
            await asyncio.wait([opening])
        watch = self._watches.get(ch)
        return watch.generation_id if isinstance(watch, AnswerWatch) else None

    async def next_frame(self) -> list[Any] | None:
        """The frame of the watch that has waited longest, or None where it has nothing new."""
        ch = next(iter(self._marked))
        del self._marked[ch]
        payload = await self._watches[ch].frame()
        return None if payload is None else [ch, *payload]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._listener.close()
        for watch in self._watches.values():
            await watch.close()

    async def _open(self, ch: int, kind: str, name: str, position: Any) -> None:
        try:
            visible = await self._opened(ch, kind, name, position)
        except Exception:
            logger.exception("A watch could not be opened")
            self._lost()
            return
        del self._opening[ch]
        if visible:
            self._mark(ch)
        else:
            self.drop(ch)
            self._refuse(ch)

    async def _opened(self, ch: int, kind: str, name: str, position: Any) -> bool:
        match kind, position:
            case "answer", str(cursor):
                return await self._open_answer(ch, name, cursor)
            case "chat", int(version):
                return await self._open_chat(ch, name, version)
            case "stream", None:
                return await self._open_stream(ch, name)
        return False

    async def _open_stream(self, ch: int, name: str) -> bool:
        """While the channel layer is away the page lacks its broadcasts, and nothing else."""
        watch = StreamWatch(self._listener, ch, lambda: self._mark(ch))
        self._watches[ch] = watch
        while True:
            try:
                return await watch.open(name, self._user)
            except Exception as error:  # noqa: BLE001  each channel layer has its own
                logger.warning("A stream cannot be listened to, trying again: %s", error)
            await asyncio.sleep(STREAM_RETRY)

    async def _open_answer(self, ch: int, message_id: str, cursor: str) -> bool:
        generation_id = await self._parts.reading.run(self._visible_generation, message_id)
        if generation_id is None:
            return False
        watch = AnswerWatch(self._parts.hub, generation_id, lambda: self._mark(ch))
        self._watches[ch] = watch
        if not await watch.open(cursor):
            self._lost()
        return True

    async def _open_chat(self, ch: int, chat_id: str, version: int) -> bool:
        found = await self._parts.reading.run(self._visible_chat, chat_id)
        if found is None:
            return False
        hub, reading = self._parts.hub, self._parts.reading
        watch = ChatWatch(hub, reading, found, self._user.pk, lambda: self._mark(ch))
        self._watches[ch] = watch
        watch.open(version)
        return True

    def _visible_generation(self, message_id: str) -> int | None:
        visible = Generation.objects.visible_to(self._user).filter(message=_uuid(message_id))
        return visible.values_list("pk", flat=True).first()

    def _visible_chat(self, chat_id: str) -> uuid.UUID | None:
        visible = Chat.objects.visible_to(self._user).filter(pk__in=[_uuid(chat_id)])
        return visible.values_list("pk", flat=True).first()

    def _mark(self, ch: int) -> None:
        if ch in self._watches:
            self._marked[ch] = None
            self._moved()

    async def _deliver(self, key: str, html: str) -> None:
        watch = self._watches.get(int(key))
        if isinstance(watch, StreamWatch):
            await watch.deliver(html)

    def _aside(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
