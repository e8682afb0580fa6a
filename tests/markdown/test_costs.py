"""Costs, counted and not timed: what the parser reads and what a reader is sent."""

from collections.abc import Callable

import pytest

from palaver.markdown import Stream, difference
from palaver.markdown.parser import Event, Parser

SMALL, TIMES = 2_000, 32  # code points, and how much longer the long text is
TOKEN = 8  # code points that arrive at once

SENTENCE = "Some **words** of an answer, with `code` and [a link](https://example.com/a). "
TEXTS: dict[str, Callable[[int], str]] = {
    "prose": lambda size: (SENTENCE * 6 + "\n\n") * (size // 400),
    "one paragraph": lambda size: SENTENCE * (size // 70),
    "one code block": lambda size: "```python\n" + "    value = compute(x) < 3\n" * (size // 25),
    "one line of code": lambda size: "```\n" + "x=1;" * (size // 4),
    "one tight list": lambda size: f"- {SENTENCE}\n" * (size // 70),
    "one loose list": lambda size: f"1. {SENTENCE}\n\n" * (size // 70),
    "one nested list": lambda size: "- top\n" + f"  - {SENTENCE}\n" * (size // 70),
    "one table": lambda size: "|a|b|\n|-|-|\n" + f"| x | {SENTENCE} |\n" * (size // 70),
    "one quote": lambda size: f"> {SENTENCE}\n" * (size // 70),
    "definitions": lambda size: "".join(f"[{n}]: /u\n" for n in range(size // 9)),
    "blank lines": lambda size: "\n" * size,
}


class CountingParser(Parser):
    read = 0

    def events(self, prepared: str) -> "list[Event]":
        CountingParser.read += len(prepared)
        return list(super().events(prepared))


def costs(text: str) -> tuple[int, int]:
    """Code points parsed, and code points sent, when `text` arrives token by token."""
    CountingParser.read = sent = 0
    stream, old = Stream(), Stream().view
    for start in range(0, len(text), TOKEN):
        stream.feed(text[start : start + TOKEN])
        new = stream.view
        sent += sum(len(str(op)) for op in difference(old, new))
        old = new
    return CountingParser.read, sent


@pytest.mark.parametrize("name", TEXTS)
def test_costs_grow_with_the_text_and_not_with_its_square(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("palaver.markdown.stream.Parser", CountingParser)
    make = TEXTS[name]
    parsed, sent = costs(make(SMALL)[:SMALL])
    parsed_more, sent_more = costs(make(SMALL * TIMES)[: SMALL * TIMES])
    assert parsed_more <= 36 * parsed + 2000
    assert sent_more <= 36 * sent + 2000


def test_the_count_sees_a_text_that_is_rendered_whole_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("palaver.markdown.stream.Parser", CountingParser)
    monkeypatch.setattr("palaver.markdown.stream.LARGE", 10**9)
    make = TEXTS["one paragraph"]
    assert costs(make(4 * SMALL))[0] > 12 * costs(make(SMALL))[0]
