"""Counts what a Palaver does in this process, whatever thread does it."""

import asyncio
import selectors
import sys
import threading
from asyncio import AbstractEventLoop, Task
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from palaver.generation.hints import Hint, Text
from palaver.llm import Event
from palaver.llm.answer import Answer
from palaver.markdown.parser import Parser
from palaver.markdown.sanitiser import clean

BROWSER = "browser"  # the thread of the requests
OURS, NOBODYS = "palaver.", "palaver.lib."
TESTS = str(Path(__file__).resolve().parents[1])
LOOPS = str(Path(asyncio.__file__).parent)

Counts = Counter[str]


class Meter:
    """`with meter.on():` counts; `taken()` is what has been counted so far."""

    def __init__(self) -> None:
        self._counts: Counts = Counter()
        self._calls = count()  # which threads may advance at once
        self._lock = threading.Lock()

    def add(self, name: str, number: int = 1) -> None:
        with self._lock:
            self._counts[name] += number

    def taken(self) -> Counts:
        with self._lock:
            return self._counts + Counter({"function calls": next(self._calls)})

    @contextmanager
    def on(self) -> Iterator[None]:
        connection_created.connect(self._connected)
        try:
            with (
                pytest.MonkeyPatch.context() as patch,
                connection.execute_wrapper(self.statement),
                self._profiling(),
            ):
                self._count_commits(patch)
                self._count_reads(patch)
                self._count_markdown(patch)
                yield
        finally:
            connection_created.disconnect(self._connected)

    def statement(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.add("statements")
        self.add(f"statements of {_origin()}")
        self.add("characters given to the database", _characters(params))
        if not (context["connection"].in_atomic_block or sql.startswith("BEGIN")):
            self.add("transactions")
        return execute(sql, params, many, context)

    def hear(self, hints: Sequence[Hint]) -> None:
        """A listener of the bus."""
        self.add("hints", len(hints))
        self.add("characters in hints", sum(len(h.text) for h in hints if isinstance(h, Text)))

    def make_task(self, loop: AbstractEventLoop, coroutine: Any, **options: Any) -> Task[Any]:
        """The task factory of a loop; those of the tests do not count."""
        if not _is_the_tests(getattr(coroutine, "cr_code", None)):
            self.add("tasks")
        return Task(coroutine, loop=loop, **options)

    def _connected(self, connection: BaseDatabaseWrapper, **_signal: Any) -> None:
        if self.statement not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.statement)

    @contextmanager
    def _profiling(self) -> Iterator[None]:
        """Counts calls of functions written in Python, but for those of the tests and of loops,
        which are others where uvicorn runs.
        """
        calls, counts = self._calls, cache(_is_counted)

        def called(frame: FrameType, event: str, _argument: object) -> None:
            if event == "call" and counts(frame.f_code):
                next(calls)

        threading.setprofile(called)
        sys.setprofile(called)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)

    def _count_commits(self, patch: pytest.MonkeyPatch) -> None:
        commit = BaseDatabaseWrapper._commit  # type: ignore[attr-defined]  # not in the stubs

        def counted(wrapper: BaseDatabaseWrapper) -> None:
            self.add("transactions")
            commit(wrapper)

        patch.setattr(BaseDatabaseWrapper, "_commit", counted)

    def _count_reads(self, patch: pytest.MonkeyPatch) -> None:
        feed = Answer.feed

        def fed(answer: Answer, data: bytes) -> list[Event]:
            self.add("reads")
            return feed(answer, data)

        patch.setattr(Answer, "feed", fed)

    def _count_markdown(self, patch: pytest.MonkeyPatch) -> None:
        parse = Parser.events

        def parsed(parser: Parser, prepared: str) -> Any:
            self.add("renders")
            self.add("characters rendered", len(prepared))
            return parse(parser, prepared)

        def cleaned(html: str, *around: str) -> str:
            self.add("cleanings")
            self.add("characters cleaned", len(html))
            return clean(html, *around)

        patch.setattr(Parser, "events", parsed)
        patch.setattr("palaver.markdown.renderer.clean", cleaned)


def _is_counted(code: CodeType) -> bool:
    return not code.co_filename.startswith((TESTS, LOOPS, selectors.__file__))


def _is_the_tests(code: CodeType | None) -> bool:
    return code is not None and code.co_filename.startswith(TESTS)


def _origin() -> str:
    """Which function of Palaver a thread was given to run."""
    if threading.current_thread().name.startswith(BROWSER):
        return BROWSER
    origin, frame = "the test", sys._getframe()
    while frame.f_back is not None:
        module = frame.f_globals["__name__"]
        if module.startswith(OURS) and not module.startswith(NOBODYS):
            origin = frame.f_code.co_name
        frame = frame.f_back
    return origin


def _characters(params: Any) -> int:
    if isinstance(params, str):
        return len(params)
    if isinstance(params, list | tuple):
        return sum(map(_characters, params))
    return 0
