import pytest

from palaver.markdown import Stream, View, difference, render


def fed(*pieces: str) -> Stream:
    stream = Stream()
    for piece in pieces:
        stream.feed(piece)
        assert stream.view.html.count(" data-open>") <= 1
    return stream


def finished(stream: Stream) -> list[str]:
    return stream.view.finished[: stream.view.blocks]


def test_a_view_counts_code_points_and_stays_until_the_text_grows() -> None:
    stream = Stream("a😀")
    view = stream.view
    assert (view.position, view.blocks, view.html) == (2, 0, "<p>a😀</p>")
    assert stream.view is view
    stream.feed("b")
    assert stream.view.html == "<p>a😀b</p>"
    assert view.html == "<p>a😀</p>"


def test_an_empty_stream_has_an_empty_view() -> None:
    assert (Stream().view.html, Stream().view.blocks, Stream().finish().blocks) == ("", 0, 0)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("a", 0),
        ("a\n", 0),
        ("a\n\n", 0),
        ("a\n\nb", 1),
        ("# a\nb", 1),
        ("a\n# ", 0),
        ("a\n# b", 1),
        ("a\n---\nb", 1),
        ("a\n- ", 0),
        ("a\n- b", 1),
        ("- a\n\n1", 0),
        ("- a\n\n12 b", 1),
        ("a\n```py", 0),
        ("a\n```py\n", 1),
        ("```\na\n``", 0),
        ("```\na\n```\n", 1),
        ("a\n|b|c|\n|-|-|", 0),
        ("a\n|b|c|\n|-|-|\n", 1),
    ],
)
def test_a_block_is_finished_once_no_text_can_change_it(text: str, blocks: int) -> None:
    assert fed(*text).view.blocks == blocks
    assert Stream(text).view.blocks == blocks


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\n=", "<h1>a</h1>"),
        ("a\n-", "<h2>a</h2>"),
        ("a\n```py", "<p>a</p>"),
        ("a\n```py```", "<p>a\n<code>py</code></p>"),
        ("# a\n1", "<h1>a</h1><p>1</p>"),
        ("a\n\n- b\n-", "<p>a</p><ul data-open><li>b</li></ul>"),
    ],
)
def test_what_is_not_decided_yet_is_shown_as_far_as_it_is(text: str, html: str) -> None:
    assert fed(*text).view.html == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a **b", "<p>a <strong>b</strong></p>"),
        ("a `b", "<p>a <code>b</code></p>"),
        ("a [b](https://c", "<p>a b</p>"),
        ("**a** b **c `d", "<p><strong>a</strong> b **c <code>d</code></p>"),
        ("a ** b", "<p>a ** b</p>"),
        ("- ```\n  a ** b **c", None),
        ("    a **b", None),
    ],
)
def test_markup_that_is_being_written_shows_what_it_will_be(text: str, html: str | None) -> None:
    shown = Stream(text).view.html.replace(" data-open>", ">")
    assert shown == (html or render(text))


def test_an_open_code_block_takes_lines() -> None:
    stream = fed("```py\na <", " b\n", "\n  c\n``")
    view = stream.view
    assert view.html == (
        '<div class="code" data-language="py"><pre><code class="language-py" data-open>'
        "a &lt; b\n\n  c\n</code></pre></div>"
    )
    assert view.tail == ""
    stream.feed("`\nd")
    assert finished(stream) == [view.html.replace(" data-open", "")]


@pytest.mark.parametrize("line", ["````x", "  ~~~", "``", "    ```", "x ```", "``` x"])
def test_only_a_closing_fence_closes_a_code_block(line: str) -> None:
    stream = fed(*f"```\na\n{line}\n")
    assert stream.view.blocks == 0
    assert stream.finish().html == render(f"```\na\n{line}\n")


def test_a_long_line_of_code_is_not_rendered_again() -> None:
    stream = fed("```\n", *["x" * 100] * 20, "```\n", "```\nb")
    assert finished(stream) == [render(f"```\n{'x' * 2000}```\n```\n")]


def test_a_list_finishes_its_items() -> None:
    stream = fed("- a\n- b\n", "- c")
    assert stream.view.items == 2
    assert stream.view.tail == "<li>c</li>"
    assert stream.view.html == "<ul data-open><li>a</li><li>b</li><li>c</li></ul>"


def test_a_list_that_turns_out_loose_is_sent_again_once() -> None:
    stream = fed("x\n\n- a\n- b\n- c")
    tight = stream.view
    stream.feed("\n\n- d")
    loose = stream.view
    assert difference(tight, loose)[:2] == ["r", 1]
    stream.feed("\n- e\n\n  f\n- g")
    assert "r" not in difference(loose, stream.view)
    assert stream.view.html.replace(" data-open", "") == render(
        "x\n\n- a\n- b\n- c\n\n- d\n- e\n\n  f\n- g"
    )


@pytest.mark.parametrize("marker", ["-", "*", "+", "1.", "7)"])
def test_a_loose_list_goes_on_loose_wherever_its_items_stand(marker: str) -> None:
    text = f"{marker} a\n\n{marker} b\n {marker} c\n  {marker} d\n\n     e\n   {marker} f\n"
    stream = fed(*text, "\nend")
    assert finished(stream) == [render(text)]


@pytest.mark.parametrize("start", ["", "- a\n- b\n"])
@pytest.mark.parametrize("end", ["- c\n\n", "\n"])
def test_a_list_whose_looseness_shows_late_is_right_in_the_end(start: str, end: str) -> None:
    code = "- ```\n  x\n  ```\n"
    text = f"{start}{code}\n{code}{end}"
    assert finished(fed(*text, "end")) == [render(text)]


def test_a_table_finishes_its_rows_and_keeps_its_columns() -> None:
    text = "|a|b|\n|:-:|-:|\n|1|2|\n|**3**|\n||x|\n"
    stream = fed(*text)
    assert stream.view.items == 2
    assert stream.view.html.replace(" data-open", "") == render(text)
    stream.feed("\nend")
    assert finished(stream) == [render(text)]


def test_links_defined_earlier_are_known_later() -> None:
    stream = fed("[a b]: https://c.d 'e'\n\nx\n\n", "see [A\tB] and [z][a b]")
    assert stream.view.html.count('href="https://c.d"') == 2
    final = stream.finish()
    assert final.kept == final.blocks - 1


def test_a_definition_that_reaches_back_is_made_good_at_the_end() -> None:
    stream = fed("a\n\nsee [b]\n\nc\n\n", "[b]: https://d.e\n\nf")
    old, final = stream.view, stream.finish()
    assert "href" not in old.html
    assert final.kept == 1
    assert final.html == render("a\n\nsee [b]\n\nc\n\n[b]: https://d.e\n\nf")
    assert difference(old, final)[:2] == ["r", 1]
    assert difference(3, final)[:2] == ["r", 1]


def test_the_halves_of_a_line_end_make_one() -> None:
    text = "a\r\n\r\nb\rc\r"
    stream = fed(*text)
    assert stream.view.html == "<p>a</p><p>b\nc</p>"
    assert stream.view.position == len(text)
    assert stream.finish().html == render(text)


def test_a_huge_open_block_is_rendered_again_only_as_it_grows() -> None:
    stream = Stream("word " * 2000)
    view = stream.view
    stream.feed("x")
    assert stream.view is view
    stream.feed("y" * 400)
    assert stream.view.position == 10_401
    stream.feed("z")
    assert stream.finish().html == render("word " * 2000 + "x" + "y" * 400 + "z")


def test_views_of_one_stream_share_what_is_finished() -> None:
    stream = Stream("a\n\nb")
    views: list[View] = []
    for _ in range(3):
        stream.feed("\n\nc")
        views.append(stream.view)
    assert len({id(view.finished) for view in views}) == 1
    assert [view.html for view in views] == [
        "<p>a</p><p>b</p>" + "<p>c</p>" * count for count in (1, 2, 3)
    ]
