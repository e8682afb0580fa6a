"""Following one answer: whatever happens to it, the reader puts the stored text together."""

from collections.abc import Callable
from typing import Any, cast
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from palaver.api import following as module
from palaver.api.answers import Answer
from palaver.api.events import Event
from palaver.api.following import Following
from palaver.generation.hints import Text
from palaver.generation.hub import Hub
from palaver.generation.log import Reading
from palaver.generation.models import Generation, Status
from palaver.generation.replica import End, Replica
from palaver.lib.threads import DatabaseThreads

MESSAGE = uuid4()
TEXT = "naïve 👩‍👩‍👧 e\u0301\r\n你好 " * 3
STEPS = st.lists(st.sampled_from(["grow", "think", "retry", "end", "go on", "read"]), max_size=60)


class Log:
    """The row and the text of one answer, and a hub and threads that show them."""

    def __init__(self) -> None:
        self.row = Generation(pk=1, message_id=MESSAGE, epoch=1, status=Status.RUNNING)
        self.text = ""
        self.reasoning = ""
        self.replica = Replica(1)
        self.reading = False
        self.repair()

    def grow(self, text: str = "", reasoning: str = "") -> None:
        row = self.row
        hint = Text(1, row.epoch, row.length, text, row.reasoning_length, reasoning)
        self.text += text
        self.reasoning += reasoning
        row.length, row.reasoning_length = len(self.text), len(self.reasoning)
        self.replica.apply(hint) if self.replica.fits(hint) else self.repair()

    def retry(self) -> None:
        self.row.epoch += 1
        self.row.first_epoch = self.row.epoch
        self.row.length = self.row.reasoning_length = 0
        self.text = self.reasoning = ""
        self.row.status = Status.RUNNING

    def go_on(self) -> None:
        self.row.epoch += 1
        self.row.status = Status.RUNNING

    def end(self) -> None:
        self.row.status = Status.DONE

    def repair(self) -> None:
        end = None if self.row.is_live else End(self.row.status, "", "", "")
        taken = False
        while not taken:
            start, reasoning = self.replica.length, self.replica.reasoning_length
            if start > len(self.text) or reasoning > len(self.reasoning):
                start = reasoning = 0
            reading = Reading(
                self.row, start, self.text[start:], reasoning, self.reasoning[reasoning:]
            )
            taken = self.replica.take(reading, end)

    async def watch(self, _generation_id: int, _moved: Callable[[], None]) -> Replica:
        return self.replica

    async def refresh(self, _generation_id: int) -> bool:
        self.repair()
        return True

    def is_reading(self, _generation_id: int) -> bool:
        return self.reading

    def leave(self, _generation_id: int, _moved: Callable[[], None]) -> None: ...

    async def run(self, _function: Any, *_arguments: Any) -> Generation:
        return self.row


class Reader:
    """Applies events, and fails where they do not fit."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.text = ""
        self.reasoning = ""
        self.events: list[Event] = []
        self._following = self._follow()

    async def open(self, **has: Any) -> None:
        self._following = self._follow()
        assert await self._following.open(**has)

    async def read(self) -> None:
        while (event := await self._following.next_event()) is not None:
            self.events.append(event)
            self._apply(event)
            if self._following.is_over:
                return

    @property
    def is_over(self) -> bool:
        return self._following.is_over

    def _follow(self) -> Following:
        log, row = self.log, self.log.row
        answer = Answer(1, MESSAGE, MESSAGE, row.first_epoch, row.model)
        return Following(cast("Hub", log), cast("DatabaseThreads", log), answer, lambda: None)

    def _apply(self, event: Event) -> None:
        if event["event"] == "restarted":
            self.text = self.reasoning = ""
        elif event["event"] == "delta":
            assert event["position"] == len(self.text)
            self.text += event["text"]
        elif event["event"] == "reasoning":
            assert event["position"] == len(self.reasoning)
            self.reasoning += event["text"]


def kinds(reader: Reader) -> list[str]:
    return [event["event"] for event in reader.events]


async def test_a_retry_under_way_is_told_once() -> None:
    log = Log()
    reader = Reader(log)
    await reader.open()
    log.grow("old")
    await reader.read()
    log.retry()
    log.repair()
    await reader.read()
    log.grow("new")
    await reader.read()
    assert kinds(reader) == ["started", "delta", "restarted", "delta"]
    assert reader.text == "new"


async def test_a_replica_that_is_behind_a_retry_makes_no_noise() -> None:
    log = Log()
    reader = Reader(log)
    await reader.open()
    log.grow("old")
    log.retry()
    log.repair()
    log.retry()  # and once more, which the replica does not know
    await reader.read()
    assert kinds(reader) == ["started"]
    log.repair()
    await reader.read()
    assert kinds(reader) == ["started", "restarted"]


async def test_the_end_waits_for_the_last_text() -> None:
    log = Log()
    reader = Reader(log)
    await reader.open()
    log.grow("all")
    log.end()
    log.repair()
    log.go_on()
    await reader.read()
    assert kinds(reader) == ["started", "delta"]
    log.grow(" of it")
    log.end()
    log.repair()
    await reader.read()
    assert kinds(reader)[2:] == ["delta", "finished"]
    assert reader.text == "all of it"


async def test_a_log_that_went_back_makes_its_reader_start_over() -> None:
    log = Log()
    reader = Reader(log)
    await reader.open()
    log.grow("shown before the power failed")
    await reader.read()
    log.text = "shown"
    log.row.length = len(log.text)
    log.repair()
    log.reading = True  # so that the replica may not be what it will be
    await reader.read()
    assert kinds(reader) == ["started", "delta"]
    log.reading = False
    await reader.read()
    assert kinds(reader) == ["started", "delta", "restarted", "delta"]
    assert reader.text == "shown"


async def test_long_text_comes_in_parts() -> None:
    log = Log()
    log.grow("x" * (2 * module.LONGEST_DELTA + 1))
    reader = Reader(log)
    await reader.open()
    await reader.read()
    assert [len(event["text"]) for event in reader.events[1:]] == [16_000, 16_000, 1]


@given(STEPS, st.data())
async def test_the_reader_always_has_a_prefix_and_at_the_end_all_of_it(
    steps: list[str], data: st.DataObject
) -> None:
    log = Log()
    reader = Reader(log)
    await reader.open()
    for step in steps:
        if step == "read":
            await reader.read()
            assert log.text.startswith(reader.text) or log.row.first_epoch != 1
        else:
            _do(log, step, data)
        if reader.is_over or data.draw(st.integers(0, 9)) == 0:
            reader.text = data.draw(st.sampled_from(_claims(log, reader)))
            has = len(reader.text)
            epoch = next((e["epoch"] for e in reversed(reader.events) if "epoch" in e), None)
            reader.reasoning = ""
            await reader.open(position=has, epoch=epoch)
    log.end()
    log.repair()
    await reader.read()
    assert (reader.text, reader.reasoning) == (log.text, log.reasoning)
    assert kinds(reader)[-1] == "finished"


def _claims(log: Log, reader: Reader) -> list[str]:
    """What a reader may come back with: part of what it had, or more than there is."""
    had = "" if "?" in reader.text else reader.text
    return ["", had[: len(had) // 2], had, "?" * (len(log.text) + 1)]


def _do(log: Log, step: str, data: st.DataObject) -> None:
    live = log.row.is_live
    if step in ("grow", "think") and live:
        more = data.draw(st.text(TEXT, min_size=1, max_size=20))
        log.grow(**{"text" if step == "grow" else "reasoning": more})
    elif step == "end" and live:
        log.end()
    elif step == "retry" and not live:
        log.retry()
    elif step == "go on" and not live:
        log.go_on()
    if data.draw(st.booleans()):
        log.repair()
