"""One timer for many waits, on a clock that the test turns."""

import asyncio
from collections.abc import Callable

import pytest

from palaver.llm.patience import Patience


class Clock:
    """Stands in for the loop's clock: fires the one timer that is set."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], None]) -> "Clock":
        self.timers.append((self.now + delay, callback))
        return self

    def cancel(self) -> None:
        self.timers.clear()

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while self.timers and self.timers[0][0] <= end:
            self.now, callback = self.timers.pop(0)
            callback()
        self.now = end


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: clock)
    return clock


@pytest.fixture
def given_up() -> list[bool]:
    return []


@pytest.fixture
def patience(clock: Clock, given_up: list[bool]) -> Patience:
    return Patience(10, lambda: given_up.append(True))


def test_it_gives_up_after_one_wait_of_the_limit(
    clock: Clock, patience: Patience, given_up: list[bool]
) -> None:
    patience.wait()
    clock.advance(9.9)
    assert not given_up
    clock.advance(0.2)
    assert given_up == [True]


def test_many_short_waits_are_no_long_one(
    clock: Clock, patience: Patience, given_up: list[bool]
) -> None:
    for _ in range(20):
        patience.wait()
        clock.advance(7)
        patience.relax()
    assert not given_up
    patience.wait()
    clock.advance(10)
    assert given_up == [True]


def test_waiting_on_is_one_long_wait(
    clock: Clock, patience: Patience, given_up: list[bool]
) -> None:
    for _ in range(20):
        patience.wait()
        clock.advance(0.5)
    assert given_up == [True]


def test_what_the_reader_does_between_waits_does_not_count(
    clock: Clock, patience: Patience, given_up: list[bool]
) -> None:
    clock.advance(1000)
    patience.wait()
    clock.advance(9)
    assert not given_up


def test_one_timer_is_set_however_many_waits_there_are(clock: Clock, patience: Patience) -> None:
    for _ in range(1000):
        patience.wait()
        patience.relax()
    assert len(clock.timers) == 1


def test_a_new_limit_counts_from_now(
    clock: Clock, patience: Patience, given_up: list[bool]
) -> None:
    patience.change(2)
    patience.wait()
    clock.advance(2)
    assert given_up == [True]


def test_after_closing_nothing_happens(
    clock: Clock, patience: Patience, given_up: list[bool]
) -> None:
    patience.wait()
    patience.close()
    clock.advance(100)
    assert not given_up
