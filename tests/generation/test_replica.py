import random
from dataclasses import astuple
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palaver.generation.cursor import Cursor
from palaver.generation.replica import Replica, State
from palaver.markdown import Stream, render
from tests.generation.reading import DONE, Page, followed, hint, loaded, reading
from tests.provider import script_text

STEPS = settings(max_examples=30, deadline=None, derandomize=True)


def test_it_applies_a_hint_that_fits() -> None:
    replica = loaded("One, ")
    assert replica.fits(hint(5, "two."))
    replica.apply(hint(5, "two."))
    assert replica.length == len("One, two.")
    assert replica.state.view.html == render("One, two.")


@pytest.mark.parametrize(
    ("start", "epoch", "known"),
    [
        pytest.param(0, 1, True, id="doubled"),
        pytest.param(4, 1, False, id="overlapping"),
        pytest.param(6, 1, False, id="after a gap"),
        pytest.param(5, 0, True, id="of an older epoch"),
        pytest.param(5, 2, False, id="of a newer epoch"),
    ],
)
def test_a_hint_that_does_not_fit_is_known_or_a_gap(start: int, epoch: int, known: bool) -> None:
    replica = loaded("One, ")
    assert not replica.fits(hint(start, "two,!", epoch))
    assert replica.knows(hint(start, "two,!", epoch)) == known


def test_no_hint_fits_once_the_end_is_known() -> None:
    replica = loaded("One, ")
    replica.take(reading("", start=5), DONE)
    assert not replica.fits(hint(5, "two."))


def test_it_is_behind_whatever_it_lacks() -> None:
    replica = loaded("Four")
    assert not replica.is_behind(1, 4, 0, False)
    assert replica.is_behind(1, 5, 0, False)
    assert replica.is_behind(1, 4, 1, False)
    assert replica.is_behind(2, 4, 0, False)
    assert replica.is_behind(1, 4, 0, True)
    assert not replica.is_behind(0, 9, 9, False)
    replica.take(reading("", start=4), DONE)
    assert not replica.is_behind(1, 4, 0, True)
    assert replica.is_behind(1, 4, 0, False)


def test_a_reading_of_another_beginning_must_start_at_0() -> None:
    replica = loaded("The old text")
    assert not replica.take(reading("xt of the new", start=12, epoch=2, first_epoch=2), None)
    assert replica.take(reading("New text", epoch=2, first_epoch=2), None)
    assert replica.state.view.html == render("New text")


def test_a_log_that_lost_its_end_is_read_again() -> None:
    replica = loaded("What a power failure took back")
    assert replica.take(reading("What a power failure", epoch=2), None)
    assert replica.length == len("What a power failure")


def test_a_reading_without_news_leaves_the_state_as_it_is() -> None:
    replica = loaded("Text")
    state = replica.state
    replica.take(reading("", start=4), None)
    assert replica.state is state


def test_the_state_is_rendered_once_for_all_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    replica = loaded("Text")
    assert replica.state is replica.state
    pages = [Page() for _ in range(3)]
    for page in pages:
        followed(replica, page, None)
    assert {page.html for page in pages} == {render("Text")}


@STEPS
@given(seed=st.integers(0, 10**6), tokens=st.integers(1, 150))
def test_a_page_that_follows_shows_what_the_replica_has(seed: int, tokens: int) -> None:
    rng = random.Random(seed)
    text, thoughts = script_text(seed, tokens), script_text(seed + 1, 10)
    replica, page = loaded(reasoning=thoughts), Page()
    sent: State | Cursor | None = None
    for start, piece in _pieces(rng, text):
        replica.apply(hint(start, piece))
        if rng.random() < 0.6:
            sent = followed(replica, page, sent)
            assert page.html == replica.state.view.html
        if rng.random() < 0.2:
            sent = Cursor.parse(page.cursor)  # another socket, of another process
    assert replica.take(reading("", start=len(text), reasoning_start=len(thoughts)), DONE)
    followed(replica, page, sent)
    assert page.html == render(text)
    assert page.reasoning == thoughts
    assert page.end == list(astuple(DONE))


@STEPS
@given(seed=st.integers(0, 10**6), tokens=st.integers(2, 150), share=st.floats(0, 1))
def test_a_page_joins_with_the_cursor_it_was_rendered_with(
    seed: int, tokens: int, share: float
) -> None:
    text = script_text(seed, tokens)
    cut = round(len(text) * share)
    view = Stream(text[:cut]).view
    page = Page(str(Cursor.of(1, view, "")), view)
    replica = loaded()
    for start, piece in _pieces(random.Random(seed), text):
        replica.apply(hint(start, piece))
    payload = replica.frame(Cursor.parse(page.cursor))
    assert page.receive(payload)
    assert page.html == replica.state.view.html
    replica.take(reading("", start=len(text)), DONE)
    followed(replica, page, Cursor.parse(page.cursor))
    assert page.html == render(text)


def test_a_definition_that_came_later_reaches_pages_that_were_away() -> None:
    before, after = "See [here].\n\nTwo.\n\nThree.\n\n", "[here]: https://example.org\n\nFour."
    page, early = Page(), loaded(before)
    followed(early, page, None)
    assert "<a" not in page.html
    late = loaded(before + after)
    late.take(reading("", start=len(before + after)), DONE)
    followed(late, page, Cursor.parse(page.cursor))
    assert page.html == render(before + after)
    assert "<a" in page.html


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"epoch": 2}, id="an epoch to come"),
        pytest.param({"epoch": 0}, id="an epoch that is over"),
        pytest.param({"position": 999}, id="a position beyond the log"),
        pytest.param({"reasoning": 999}, id="reasoning beyond the log"),
        pytest.param({"blocks": 999}, id="more blocks than there are"),
        pytest.param({"blocks_checksum": 1}, id="other blocks"),
        pytest.param({"reasoning_checksum": 1}, id="other reasoning"),
    ],
)
def test_a_cursor_that_does_not_belong_to_the_log_means_starting_anew(
    other: dict[str, int],
) -> None:
    replica = loaded("One.\n\nTwo.\n\nThree.\n\nFour", reasoning="Hm.")
    right = replica.state.cursor
    assert replica.covers(right)
    assert replica.frame(right)[0] == str(right)
    names = ("epoch", "position", "reasoning", "blocks", "blocks_checksum", "reasoning_checksum")
    wrong = Cursor(**{name: getattr(right, name) for name in names} | other)
    assert not replica.covers(wrong)
    start, _to, reasoning, *ops = replica.frame(wrong)
    assert (start, reasoning, ops[:2]) == ("", "Hm.", ["r", 0])


def test_a_retry_replaces_the_whole_text() -> None:
    replica, page = loaded("# Old\n\nText\n\nMore", reasoning="Old thoughts"), Page()
    sent = followed(replica, page, None)
    replica.take(reading("New", epoch=2, first_epoch=2, reasoning="New thoughts"), None)
    followed(replica, page, sent)
    assert (page.html, page.reasoning) == (render("New"), "New thoughts")


def test_a_continuation_goes_on_from_what_the_end_had_shown() -> None:
    text = "One.\n\nTwo.\n\nThr"
    replica, page = loaded(text), Page()
    replica.take(reading("", start=len(text)), DONE)
    sent = followed(replica, page, None)
    assert not replica.take(reading("ee.", start=len(text), epoch=2), None)
    assert replica.take(reading(text + "ee.", epoch=2), None)
    page.end = None
    followed(replica, page, sent)
    assert page.html == render(text + "ee.")
    assert page.end is None


def test_a_page_that_was_just_rendered_never_goes_back() -> None:
    """A long open block is rendered again only now and then, but a page renders all there is."""
    replica, text = loaded(), "word " * 2000
    followers = Page()
    for start in range(0, len(text), 5):
        replica.apply(hint(start, text[start : start + 5]))
        state = replica.state
    assert state.view.position < len(text), "else this proves nothing"
    sent = followed(replica, followers, None)
    view = Stream(text).view
    page = Page(str(Cursor.of(1, view, "")), view)
    followed(replica, page, Cursor.parse(page.cursor))
    assert page.html == view.html
    followed(replica, followers, sent)
    assert followers.html == view.html


def test_a_long_silence_sends_nothing_twice() -> None:
    replica = Replica(1)
    replica.take(reading("Text"), None)
    page = Page()
    sent = followed(replica, page, None)
    start, to, *rest = replica.frame(sent)
    assert (start, rest) == (to, [""])


def _pieces(rng: random.Random, text: str) -> list[tuple[int, str]]:
    cuts = sorted({0, len(text), *(rng.randrange(len(text) + 1) for _ in range(12))})
    return [(a, text[a:b]) for a, b in pairwise(cuts)]
