"""A browser of the simulation: a page with its article, and the socket that feeds it."""

import asyncio
import time
import uuid
from collections import deque
from typing import Any

from palaver.chats.models import Chat, Message
from palaver.generation.cursor import Cursor
from palaver.generation.shown import shown
from palaver.web.live.watches import AnswerWatch
from palaver.web.live.window import Window
from tests.generation.model.blocks import top_level
from tests.generation.model.process import Process
from tests.generation.reading import Page


class Article:
    """One answer as a page shows it, from the moment it was rendered."""

    def __init__(self, message: Message) -> None:
        generation = message.generation
        html = str(message.body_html)
        cursor = Cursor.parse(generation.cursor)
        self.page = Page(generation.cursor, reasoning=message.reasoning)
        blocks = top_level(html)
        finished = cursor.blocks if cursor else len(blocks)
        self.page.show(blocks[:finished], html[len("".join(blocks[:finished])) :])
        self.status: str = generation.status
        self.is_live = generation.is_live
        at = (cursor.epoch, cursor.position) if cursor else (generation.first_epoch, None)
        self.epoch: int = at[0]
        self.position: int = len(message.text) if at[1] is None else at[1]

    def receive(self, payload: list[Any]) -> bool:
        if not self.page.receive(payload):
            return False
        cursor = Cursor.parse(self.page.cursor)
        assert cursor is not None
        self.epoch, self.position = cursor.epoch, cursor.position
        if self.page.end:
            self.is_live, self.status = False, self.page.end[0]
        return True


class Browser:
    """Loads the page, watches what is live, resyncs where a frame does not fit."""

    def __init__(self, chat_id: uuid.UUID) -> None:
        self._chat_id = chat_id
        self._socket: Socket | None = None
        self.article: Article
        self.version = -1
        self.load()

    def load(self) -> None:
        self.disconnect()
        chat = Chat.objects.get(pk=self._chat_id)
        self.version = chat.version
        self.article = self._rendered()

    def connect(self, process: Process) -> None:
        if self._socket is None:
            self._socket = Socket(process, self._chat_id)
            self._socket.chat_has_moved = True
            self._watch()

    def disconnect(self) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            socket.close()

    def is_connected_to(self, process: Process) -> bool:
        return self._socket is not None and self._socket.process is process

    def step(self) -> bool:
        """Does what is to be done next on the connection; False where that is nothing."""
        socket = self._socket
        if socket is None:
            return False
        if socket.is_lost:
            self.disconnect()
            return True
        if socket.chat_has_moved:
            socket.chat_has_moved = False
            self._advance()
            return True
        return self._receive(socket) or socket.write()

    def _receive(self, socket: "Socket") -> bool:
        if not socket.on_its_way:
            return False
        channel, payload = socket.on_its_way.popleft()
        if channel == socket.channel and self.article.is_live and not self.article.receive(payload):
            self._watch()
        elif not self.article.is_live:
            socket.unwatch()
        socket.acknowledge()
        return True

    def _advance(self) -> None:
        """What the chat's own watch brings: the article anew, or another look at one that runs."""
        chat = Chat.objects.get(pk=self._chat_id)
        changed = chat.messages.changed_after(self.version).filter(role="assistant")
        self.version = chat.version
        if changed.exists():
            article = self._rendered()
            if not (article.is_live and self.article.is_live):
                self.article = article
            self._watch()

    def _watch(self) -> None:
        if self._socket is not None:
            if self.article.is_live:
                message = Message.objects.select_related("generation").get(
                    chat=self._chat_id, role="assistant"
                )
                self._socket.watch(message.generation.pk, self.article.page.cursor)
            else:
                self._socket.unwatch()

    def _rendered(self) -> Article:
        messages = Message.objects.select_related("generation")
        return Article(*shown(messages.filter(chat=self._chat_id, role="assistant")))


class Socket:
    """One connection: the real watch and the real window, and frames on their way."""

    def __init__(self, process: Process, chat_id: uuid.UUID) -> None:
        self.process = process
        self.on_its_way: deque[tuple[int, list[Any]]] = deque()
        self.channel = 0
        self.chat_has_moved = False
        self._chat_id = chat_id
        self._window = Window()
        self._received = 0
        self._watch: AnswerWatch | None = None
        self._opening: asyncio.Task[bool] | None = None
        self._is_marked = False
        process.hub.watch_chat(chat_id, self._chat_moved)

    @property
    def is_lost(self) -> bool:
        opening = self._opening
        return opening is not None and opening.done() and not opening.result()

    def watch(self, generation_id: int, cursor: str) -> None:
        self.unwatch()
        self.channel += 1
        self._watch = AnswerWatch(self.process.hub, generation_id, self._mark)
        self._opening = self.process.do(self._watch.open(cursor))
        self._is_marked = True

    def unwatch(self) -> None:
        opening, self._opening = self._opening, None
        if opening is not None:
            opening.cancel()
            self.process.breathe()
        watch, self._watch = self._watch, None
        if watch is not None:
            self.process.do(watch.close())
        self._is_marked = False

    def write(self) -> bool:
        """Sends what is new, while the window has room."""
        ready = self._opening is not None and self._opening.done()
        if not (ready and self._is_marked and self._watch and self._window.has_room):
            return False
        self._is_marked = False
        payload = self.process.do(self._watch.frame()).result()
        if payload is not None:
            self._window.send(1, time.monotonic())
            self.on_its_way.append((self.channel, payload))
            assert len(self.on_its_way) <= 2
        return True

    def acknowledge(self) -> None:
        self._received += 1
        self._window.acknowledge(self._received, time.monotonic())

    def close(self) -> None:
        self.unwatch()
        self.process.hub.leave_chat(self._chat_id, self._chat_moved)

    def _mark(self) -> None:
        self._is_marked = True

    def _chat_moved(self) -> None:
        self.chat_has_moved = True
