"""What holds for any text, however it is cut."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from palaver.markdown import Stream, View, difference, render
from palaver.markdown.sanitiser import fully_cleaned
from palaver.markdown.source import formula, normalised, prepared, prose, restored
from tests.markdown.documents import any_cut_texts, any_texts, cut_texts
from tests.markdown.reader import Elements, Reader

thorough = settings(max_examples=1000, deadline=None, derandomize=True, database=None)


def views(pieces: list[str]) -> tuple[list[View], View]:
    stream, seen = Stream(), []
    for piece in pieces:
        stream.feed(piece)
        seen.append(stream.view)
    return seen, stream.finish()


@thorough
@given(any_texts)
def test_a_sanitiser_that_trusts_nothing_finds_nothing_to_change(text: str) -> None:
    html = render(text)
    assert fully_cleaned(html) == html


@thorough
@given(any_texts)
def test_each_block_is_one_element(text: str) -> None:
    final = Stream(text).finish()
    blocks = [Elements(html) for html in final.finished]
    assert all(len(block.top) == 1 and not block.loose_text for block in blocks)
    assert "".join(final.finished) == render(text)


@thorough
@given(any_cut_texts)
def test_every_preview_is_whole_and_safe(pieces: list[str]) -> None:
    for view in views(pieces)[0]:
        Elements(view.html)
        without_mark = view.html.replace(" data-open>", ">")
        assert fully_cleaned(without_mark) == without_mark


@thorough
@given(cut_texts)
def test_a_finished_block_never_changes(pieces: list[str]) -> None:
    seen, final = views(pieces)
    assert final.kept == max(view.blocks for view in seen)
    for view in seen:
        assert view.finished[: view.blocks] == final.finished[: view.blocks]


@thorough
@given(cut_texts)
def test_how_a_text_is_cut_decides_nothing(pieces: list[str]) -> None:
    assert views(pieces)[1].html == render("".join(pieces))
    assert Stream("".join(pieces)).view.blocks >= views(pieces)[0][-1].blocks


@thorough
@given(any_cut_texts)
def test_a_reader_who_follows_sees_each_view_and_in_the_end_the_whole(pieces: list[str]) -> None:
    seen, final = views(pieces)
    reader = Reader()
    known: list[View | int] = [0, *seen]
    for old, new in zip(known, [*seen, final], strict=True):
        reader.apply(difference(old, new))
        assert reader.html == new.html
    assert reader.html == render("".join(pieces))
    assert len(reader.blocks) == final.blocks


@thorough
@given(any_cut_texts, st.randoms(use_true_random=False))
def test_a_reader_may_skip_any_views(pieces: list[str], chance: random.Random) -> None:
    seen, final = views(pieces)
    reader, old = Reader(), None
    for new in [*sorted(chance.choices(seen, k=3), key=seen.index), final]:
        reader.apply(difference(old or 0, new))
        assert reader.html == new.html
        old = new


@thorough
@given(any_cut_texts, st.randoms(use_true_random=False))
def test_a_reader_known_by_a_number_of_blocks_alone_is_led_on(
    pieces: list[str], chance: random.Random
) -> None:
    seen, final = views(pieces)
    first = chance.randrange(len(seen))
    reader = Reader()
    reader.apply(difference(0, seen[first]))
    for new in [chance.choice(seen[first:]), final]:
        reader.apply(difference(len(reader.blocks), new))
        assert reader.html == new.html


@thorough
@given(any_texts)
def test_what_is_done_to_the_source_is_undone(text: str) -> None:
    source = normalised(text)
    given_to_parser = prepared(source)
    assert restored(given_to_parser) == source
    assert given_to_parser.count("\n") == source.count("\n")
    for shown in (prose(given_to_parser), formula(given_to_parser), render(text)):
        assert not any("\ufdd0" <= character <= "\ufddf" for character in shown)
