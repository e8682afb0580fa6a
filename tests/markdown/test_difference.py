from palaver.markdown import Ops, Stream, View, difference

SHELL = "<ul data-open></ul>"


def views(*pieces: str) -> list[View]:
    stream, seen = Stream(), []
    for piece in pieces:
        stream.feed(piece)
        seen.append(stream.view)
    return seen


def ops(*pieces: str) -> Ops:
    """What leads over the last of the pieces."""
    return difference(*views(*pieces)[-2:])


def test_nothing_leads_from_a_view_to_itself() -> None:
    (view,) = views("a")
    assert difference(view, view) == []


def test_a_growing_paragraph_sends_what_is_new() -> None:
    assert ops("one", " two") == [6, " two</p>"]


def test_positions_are_those_of_javascript() -> None:
    assert ops("😀é", "!") == [6, "!</p>"]
    assert ops("😀", "\n\n😁") == ["b", 0, "<p>😁</p>"]


def test_a_surrogate_pair_is_never_split() -> None:
    one, other = views("a\n\n😀")[0], views("a\n\n😁")[0]
    assert difference(one, other) == [3, "😁</p>"]


def test_finished_blocks_are_sent_once() -> None:
    assert ops("a", "b\n\nc\n\nd") == [4, "b</p>", "b", 0, "<p>c</p>", "b", 0, "<p>d</p>"]


def test_a_container_is_opened_and_filled_and_closed() -> None:
    assert ops("a\n\n", "- b\n- c") == [
        *("b", 0, SHELL, "o"),
        *(0, "<li>b</li>", "b", 0, "<li>c</li>"),
    ]
    assert ops("- b\n- c", "\n- d\n- e") == [10, "<li>d</li>", "b", 0, "<li>e</li>"]
    assert ops("- b\n- c", " d\n\ne") == [5, " d</li>", "b", "x", 0, "<p>e</p>"]


def test_an_open_code_block_sends_text() -> None:
    shell = '<div class="code"><pre><code data-open></code></pre></div>'
    assert ops("", "```\na<b") == [0, shell, "o", 0, "a&lt;b"]
    assert ops("```\na", "\nb\nc") == [1, "\nb\n", "b", 0, "c"]
    assert ops("```\na\n", "```\nx") == ["x", 0, "<p>x</p>"]


def test_a_reader_known_by_a_number_starts_there() -> None:
    (view,) = views("a\n\nb\n\nc")
    assert difference(1, view) == ["r", 1, 0, "<p>b</p>", "b", 0, "<p>c</p>"]
    assert difference(2, view) == ["r", 2, 0, "<p>c</p>"]
    assert difference(9, view) == ["r", 2, 0, "<p>c</p>"]


def test_a_reader_who_is_ahead_is_led_back() -> None:
    old, new = views("a", "\n\nb\n\nc")
    assert difference(new, old) == ["r", 0, 0, "<p>a</p>"]


def test_the_end_sends_only_what_is_missing() -> None:
    stream = Stream("- a\n- b")
    assert difference(stream.view, stream.finish()) == ["b", "x"]
    stream = Stream("```\na\n``")
    assert difference(stream.view, stream.finish()) == [0, "``", "b", "x"]
    stream = Stream("a **b")
    assert difference(stream.view, stream.finish()) == [5, "**b</p>", "b"]
