"""Figures that come from no load: the first page, and the pages of chats."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import pages, starting
from bench.systems import Embedded, program


@pytest.fixture(scope="module")
def provider() -> Iterator[int]:
    with program("bench.provider") as (_, port):
        yield port


def test_the_first_page_comes_twice(provider: int, tmp_path: Path) -> None:
    found = list(starting.start(tmp_path / "start", f"http://127.0.0.1:{provider}/v1"))

    assert [one.what for one in found] == [
        starting.FIRST_START,
        starting.NEXT_START,
        starting.MEMORY,
    ]
    assert all(one.value > 0 for one in found)
    assert (tmp_path / "start" / "data" / "palaver.sqlite3").exists()


def test_a_page_shows_as_much_of_a_long_chat_as_of_a_short_one(
    provider: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "NUMBERS", {pages.SHORT: 50, pages.LONG: 120})
    monkeypatch.setattr(pages, "ROUNDS", 2)

    with Embedded(tmp_path, provider) as system:
        found = list(pages.pages(system))

    assert [one.what for one in found] == [pages.SHORT, pages.LONG]
    assert all(one.value > 0 for one in found)


def test_a_page_that_shows_something_else_is_no_figure(
    provider: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "NUMBERS", {pages.SHORT: 20})

    with Embedded(tmp_path, provider) as system, pytest.raises(AssertionError):
        list(pages.pages(system))
