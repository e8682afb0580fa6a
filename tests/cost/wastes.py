"""Faults that each make something dearer, to show that its guard sees it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from palaver.accounts.sockets.connection import Connection
from palaver.chats.models import Message
from palaver.generation import log, ticks
from palaver.generation.bus import LocalBus
from palaver.generation.fence import Append
from palaver.generation.hints import Hint
from palaver.generation.models import Generation
from palaver.generation.received import Received
from palaver.generation.replica import Replica
from palaver.generation.shown import shown
from palaver.llm import Event
from palaver.llm.reply import Reply
from palaver.markdown import Stream, render
from palaver.web.live.socket import LiveSocket
from palaver.web.live.watches import ChatWatch

Waste = Callable[[pytest.MonkeyPatch], None]


def another_statement(patch: pytest.MonkeyPatch) -> None:
    """Each tick asks the database something more."""
    append = log.append

    def asking(*args: Any) -> set[int]:
        Generation.objects.live().exists()
        return append(*args)

    patch.setattr(log, "append", asking)


def the_text_saved_again(patch: pytest.MonkeyPatch) -> None:
    """Each tick gives the database as much as the whole answer."""
    append = log.append

    def saving(offered: Sequence[Append], *args: Any) -> set[int]:
        for offer in offered:
            Generation.objects.filter(error_text="x" * offer.start).exists()
        return append(offered, *args)

    patch.setattr(log, "append", saving)


def a_commit_for_each_answer(patch: pytest.MonkeyPatch) -> None:
    append = log.append

    def appending(offered: Sequence[Append], *args: Any) -> set[int]:
        return set().union(*(append([offer], *args) for offer in offered))

    patch.setattr(log, "append", appending)


def another_look(patch: pytest.MonkeyPatch) -> None:
    """Whoever claims looks first."""
    take = log._take

    def looking(waiting: Any, *args: Any) -> int:
        return waiting.exists() and take(waiting, *args)

    patch.setattr(log, "_take", looking)


def another_read(patch: pytest.MonkeyPatch) -> None:
    """Each read is fed in two pieces."""
    feed = Reply._feed

    def halved(reply: Reply, data: bytes) -> list[Event]:
        return feed(reply, data[:-1]) + feed(reply, data[-1:])

    patch.setattr(Reply, "_feed", halved)


def another_hint(patch: pytest.MonkeyPatch) -> None:
    """Each hint is published twice."""
    publish = LocalBus.publish

    def twice(bus: LocalBus, hints: Sequence[Hint]) -> None:
        publish(bus, [*hints, *hints])

    patch.setattr(LocalBus, "publish", twice)


def a_leak(patch: pytest.MonkeyPatch) -> None:
    """Each hint is kept for ever."""
    publish, kept = LocalBus.publish, list[Sequence[Hint]]()

    def keeping(bus: LocalBus, hints: Sequence[Hint]) -> None:
        kept.append(hints)
        publish(bus, hints)

    patch.setattr(LocalBus, "publish", keeping)


def a_whole_render(patch: pytest.MonkeyPatch) -> None:
    """Each tick renders the text from its beginning."""
    feed = Stream.feed

    def rendering(stream: Stream, more: str) -> None:
        feed(stream, more)
        render("".join(stream._text))

    patch.setattr(Stream, "feed", rendering)


def a_hoard(patch: pytest.MonkeyPatch) -> None:
    """Each tick keeps the text from its beginning for as long as the answer runs."""
    feed, hoards = Stream.feed, WeakKeyDictionary[Stream, list[str]]()

    def hoarding(stream: Stream, more: str) -> None:
        feed(stream, more)
        hoards.setdefault(stream, []).append(2 * "".join(stream._text))

    patch.setattr(Stream, "feed", hoarding)


def a_whole_frame(patch: pytest.MonkeyPatch) -> None:
    """Each frame begins the open block anew."""
    patch.setattr(Replica, "_grew_from", lambda *_: False)


def a_render_for_each_page(patch: pytest.MonkeyPatch) -> None:
    frame = Replica.frame

    def rendering(replica: Replica, *sent: Any) -> Any:
        render(replica.text(0, replica.length))
        return frame(replica, *sent)

    patch.setattr(Replica, "frame", rendering)


def a_shorter_tick(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ticks, "SHORTEST_TICK", ticks.SHORTEST_TICK / 2)


def a_task_for_each_delta(patch: pytest.MonkeyPatch) -> None:
    def start() -> None:
        asyncio.get_running_loop().create_task(asyncio.sleep(0))

    _with_each_event(patch, start)


def a_thread_for_each_delta(patch: pytest.MonkeyPatch) -> None:
    _with_each_event(patch, lambda: asyncio.get_running_loop().run_in_executor(None, int))


def a_question_of_each_page(patch: pytest.MonkeyPatch) -> None:
    """Every few seconds each open page asks the database something."""

    async def asking(socket: Connection, _now: float) -> None:
        await socket._threads.run(Message.objects.exists)

    patch.setattr(LiveSocket, "pulse", asking)


def a_page_that_keeps_much(patch: pytest.MonkeyPatch) -> None:
    kept = WeakKeyDictionary[ChatWatch, list[Stream]]()

    def keeping(watch: ChatWatch, _version: int) -> None:
        kept[watch] = [Stream() for _ in range(50)]

    patch.setattr(ChatWatch, "open", keeping)


def a_statement_for_each_message(patch: pytest.MonkeyPatch) -> None:
    def asking(messages: Iterable[Message]) -> list[Message]:
        return shown(Message.objects.get(pk=message.pk) for message in messages)

    patch.setattr("palaver.web.conversation.shown", asking)


def _with_each_event(patch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    take = Received.take

    def taking(received: Received, event: Any) -> None:
        act()
        take(received, event)

    patch.setattr(Received, "take", taking)
