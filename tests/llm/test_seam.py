"""Where a continued answer meets its beginning."""

from hypothesis import given
from hypothesis import strategies as st

from palaver.llm import Delta, Event, Finish
from palaver.llm.seam import Seam

PARTIAL = "The river is wide, and the stone lies in the mid"


def join(partial: str, *pieces: str) -> str:
    seam = Seam(partial)
    events: list[Event] = [*map(Delta, pieces), Finish()]
    joined = [event for one in events for event in seam.join([one])]
    assert joined[-1] == Finish()
    return "".join(event.text for event in joined if isinstance(event, Delta))


def test_an_exact_continuation_is_left_alone() -> None:
    assert join(PARTIAL, "dle ", "of it.") == "dle of it."


def test_a_repeated_end_is_taken_off_however_it_is_cut() -> None:
    repeat = "the stone lies in the mid"
    for size in range(1, len(repeat) + 4):
        text = repeat + "dle of it."
        pieces = [text[i : i + size] for i in range(0, len(text), size)]
        assert join(PARTIAL, *pieces) == "dle of it."


def test_a_short_repeat_is_taken_as_meant() -> None:
    assert join("ha ha ha ", "ha ha.") == "ha ha."


def test_a_repeat_of_mere_marks_is_taken_as_meant() -> None:
    assert join("| --- | --- | --- |", " --- | --- |\n") == " --- | --- |\n"


def test_a_repeat_of_the_middle_is_left_alone() -> None:
    assert join(PARTIAL, "The river is wide, and so on.") == "The river is wide, and so on."


def test_what_is_held_back_comes_at_the_end() -> None:
    assert join(PARTIAL, "The river is") == "The river is"


def test_reasoning_and_text_after_the_seam_pass_at_once() -> None:
    seam = Seam(PARTIAL)
    assert seam.join([Delta("The riv", "why")]) == [Delta("", "why")]
    assert seam.join([Delta("als")]) == [Delta("The rivals")]
    assert seam.join([Delta("The riv")]) == [Delta("The riv")]


@given(st.text("ab \n", max_size=40), st.lists(st.text("ab \n", max_size=6)))
def test_at_most_a_repeat_of_the_end_is_missing(partial: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    joined = join(partial, *pieces)
    missing = text.removesuffix(joined)
    assert missing + joined == text
    assert partial.endswith(missing)
