from threading import Thread

import pytest

from palaver.turbo import broadcast_append_to, broadcast_remove_to
from palaver.turbo.testing import assert_broadcasts, assert_no_broadcasts, capture_broadcasts


def remove_note() -> None:
    broadcast_remove_to("notes", target="note_7")


def test_captured_broadcasts_say_what_they_do() -> None:
    with capture_broadcasts() as captured:
        broadcast_append_to("notes", target="notes", html='<turbo-stream action="fake">')

    assert captured[0].elements == ({"action": "append", "target": "notes"},)


def test_broadcasts_of_other_threads_are_captured() -> None:
    with capture_broadcasts() as captured:
        thread = Thread(target=remove_note)
        thread.start()
        thread.join()

    assert len(captured) == 1


def test_an_expected_broadcast_satisfies() -> None:
    with assert_broadcasts("notes", action="remove", target="note_7") as captured:
        remove_note()

    assert captured


def test_a_missing_broadcast_fails_and_shows_what_was_sent() -> None:
    with pytest.raises(AssertionError, match="note_7"), assert_broadcasts("notes", action="append"):
        remove_note()


def test_one_too_many_fails() -> None:
    def twice() -> None:
        with assert_broadcasts("notes"):
            remove_note()
            remove_note()

    with pytest.raises(AssertionError, match="not 2"):
        twice()


def test_silence_is_asserted_for_one_stream() -> None:
    with assert_no_broadcasts("others"):
        remove_note()
    with pytest.raises(AssertionError), assert_no_broadcasts("notes"):
        remove_note()


def test_an_error_in_the_block_is_not_hidden() -> None:
    with pytest.raises(KeyError), assert_broadcasts("notes"):
        raise KeyError
