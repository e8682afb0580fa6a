"""A reading is consistent with itself whatever others commit in between."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connections

from palaver.generation import log
from palaver.generation.models import Generation
from tests.generation.fixtures import columns
from tests.generation.writing import claimed, finish, run_out, think, write

ELSEWHERE = "palaver.generation.log._whole_text"


@pytest.mark.parametrize("times", [1, 2, 4])
def test_an_end_between_its_two_queries_is_noticed(
    queued: Generation, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    claim = write(claimed(queued), "One, ")

    def end_and_retry() -> None:
        if columns(queued)["status"] == "running":
            finish(claim, "two.")

    _meanwhile(monkeypatch, end_and_retry, times)
    reading = log.read(queued.pk)
    assert (reading.text, reading.generation.status) == ("One, two.", "done")


def test_a_retry_between_its_two_queries_is_noticed(
    queued: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = write(claimed(queued), "One, ")

    def end_and_retry() -> None:
        finish(claim, "two.")
        queued.retry()
        write(claimed(queued), "Another beginning")

    _meanwhile(monkeypatch, end_and_retry)
    reading = log.read(queued.pk)
    assert (reading.text, reading.generation.epoch) == ("Another beginning", 2)


def test_new_text_between_its_two_queries_is_left_for_the_next(
    queued: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = write(claimed(queued), "One, ")
    _meanwhile(monkeypatch, lambda: write(claim, "two, "))
    assert log.read(queued.pk).text == "One, "
    assert log.read(queued.pk).text == "One, two, "


def test_a_new_epoch_between_its_two_queries_is_left_for_the_next(
    queued: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(claimed(queued), "The old text.")
    read_before = log.read(queued.pk)

    def retry() -> None:
        queued.retry()
        write(claimed(queued), "New")

    _meanwhile(monkeypatch, retry)
    reading = log.read(queued.pk)
    assert (reading.text, reading.generation.epoch) == ("The old text.", 1)
    assert reading.generation.status == read_before.generation.status == "done"


def test_thoughts_forgotten_between_its_two_queries_are_noticed(
    queued: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    think(claimed(queued), "Hm.")
    run_out(queued)
    _meanwhile(monkeypatch, lambda: claimed(queued))
    reading = log.read(queued.pk)
    assert (reading.reasoning, reading.generation.first_epoch) == ("", 2)


def test_readers_beside_a_writer_see_prefixes_of_what_was_written(queued: Generation) -> None:
    parts = [f"part {n} " for n in range(60)]
    whole = "".join(parts)
    claim = claimed(queued)
    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(_read_until_final, queued.pk) for _ in range(2)]
        claim = write(claim, *parts[:-1])
        finish(claim, parts[-1])
        for reader in readers:
            texts = reader.result(timeout=20)
            assert texts[-1] == whole
            assert all(whole.startswith(text) for text in texts)
            assert texts == sorted(texts, key=len)


def _meanwhile(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[], object], times: int = 1
) -> None:
    """Has another connection make a change between the two queries of a reading."""
    whole_text, left = log._whole_text, [change] * times

    def changed_first(generation: Generation) -> tuple[str, str]:
        if left:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(partial(_in_thread, left.pop())).result()
        return whole_text(generation)

    monkeypatch.setattr(ELSEWHERE, changed_first)


def _in_thread(change: Callable[[], object]) -> None:
    try:
        change()
    finally:
        connections.close_all()


def _read_until_final(generation_id: int) -> list[str]:
    texts = []
    try:
        while True:
            reading = log.read(generation_id)
            texts.append(reading.text)
            if not reading.generation.is_live:
                return texts
    finally:
        connections.close_all()
