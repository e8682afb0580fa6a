import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from palaver.generation.cursor import Cursor, checksum
from palaver.markdown import VERSION, Stream

numbers = st.integers(0, 999_999_999)


@given(numbers, numbers, numbers, numbers, st.binary(), st.binary())
def test_a_cursor_comes_back_as_it_was_handed_out(
    epoch: int, position: int, reasoning: int, blocks: int, one: bytes, other: bytes
) -> None:
    sums = checksum([one.hex()]), checksum([other.hex()])
    cursor = Cursor(epoch, position, reasoning, blocks, *sums)
    assert Cursor.parse(str(cursor)) == cursor


def test_a_later_position_may_stand_behind_it() -> None:
    given = f"{VERSION}.1.2.3.4.5.6"
    moved = Cursor.parse(f"{given}+20")
    assert moved == Cursor(1, 20, 3, 4, 5, 6)
    assert moved.has_only_moved_from(Cursor(1, 2, 3, 4, 5, 6))
    assert not moved.has_only_moved_from(Cursor(1, 2, 3, 4, 5, 7))
    assert str(moved) == f"{VERSION}.1.20.3.4.5.6"


@given(st.text())
@example(f"{VERSION}.1.2.3.4.5.6+")
@example(f"{VERSION}.1.2.3.4.5.6+7+8")
@example(f"{VERSION}.1.2.3.4.5.6+{'9' * 10}")
@example(f"{VERSION}.1.2.3.4")
@example(f"{VERSION}.1.2.3.4.5.6.7")
@example(f"{VERSION}.1.2.3.4.5.6\n")
@example(f" {VERSION}.1.2.3.4.5.6")
@example(f"{VERSION}.1.-2.3.4.5.6")
@example(f"{VERSION}.1.2.3.4.5.1e3")
@example(f"{VERSION}.1.٢.3.4.5.6")
@example(f"{VERSION}.1.{'9' * 10}.3.4.5.6")
@example("9" * 5000)
@example("\0")
@example("\ud800")
def test_what_is_no_cursor_starts_anew(text: str) -> None:
    assert Cursor.parse(text) is None


@pytest.mark.parametrize("version", [VERSION - 1, VERSION + 1])
def test_a_cursor_of_another_renderer_starts_anew(version: int) -> None:
    assert Cursor.parse(f"{VERSION}.1.2.3.4.5.6") == Cursor(1, 2, 3, 4, 5, 6)
    assert Cursor.parse(f"{version}.1.2.3.4.5.6") is None


def test_a_checksum_goes_on_from_where_it_was() -> None:
    assert checksum(["b", "c"], checksum(["a"])) == checksum(["a", "b", "c"])
    assert checksum(["a", "b"]) != checksum(["a", "c"])


def test_the_cursor_of_a_page_counts_what_it_shows() -> None:
    view = Stream("One.\n\nTwo.\n\nThree.\n\nFo").view
    cursor = Cursor.of(3, view, "Hm.")
    assert (cursor.epoch, cursor.position, cursor.reasoning) == (3, view.position, 3)
    assert cursor.blocks == view.blocks > 0
    assert cursor.blocks_checksum == checksum(view.finished[: view.blocks])
