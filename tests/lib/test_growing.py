"""Text that grows is read like one string."""

from hypothesis import given
from hypothesis import strategies as st

from palaver.lib.growing import GrowingText


@given(st.lists(st.text(max_size=5)), st.integers(0, 60), st.none() | st.integers(0, 60))
def test_any_part_is_what_a_string_would_give(
    pieces: list[str], start: int, most: int | None
) -> None:
    growing, whole = GrowingText(), "".join(pieces)
    for piece in pieces:
        growing.append(piece)
    assert growing.length == len(whole)
    assert growing.part(start, most) == whole[start : None if most is None else start + most]
