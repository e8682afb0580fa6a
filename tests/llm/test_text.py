"""Text as it may be stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palaver.llm import clean
from palaver.llm.text import Cleaner

ANY_TEXT = st.text(st.characters(), max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a\0b", "a\ufffdb"),
        ("a\ud83db", "a\ufffdb"),
        ("a" + chr(0xDE00) + "b", "a\ufffdb"),
        ("\ud83d\ude00", "😀"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("\x07\x1b\r\n\ufffd", "\x07\x1b\r\n\ufffd"),
    ],
)
def test_only_nul_and_lone_surrogates_are_replaced(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(ANY_TEXT)
def test_clean_text_can_be_stored_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert "\0" not in cleaned
    assert cleaned.encode().decode() == cleaned == clean(cleaned)


@given(st.lists(ANY_TEXT))
def test_cleaning_in_pieces_is_cleaning_the_whole(pieces: list[str]) -> None:
    cleaner = Cleaner()
    cleaned = "".join([*map(cleaner.feed, pieces), cleaner.finish()])
    assert cleaned == clean("".join(pieces))
