"""From bytes to events."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palaver.llm import Delta, Event, Finish, Usage, clean
from palaver.llm.answer import Answer


def line(value: object, *, ascii_only: bool = False) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=ascii_only).encode() + b"\n\n"


def delta(text: str, **more: object) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": {"content": text, **more}}]}


def read(answer: Answer, *pieces: bytes) -> list[Event]:
    events = [event for piece in pieces for event in answer.feed(piece)]
    return events + answer.finish()


def text_of(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Delta))


def new() -> Answer:
    return Answer("acme", "model")


@given(st.lists(st.text(), max_size=8), st.lists(st.integers(0, 2000), max_size=12))
def test_where_the_network_cuts_the_bytes_makes_no_difference(
    texts: list[str], cuts: list[int]
) -> None:
    data = b"".join(line(delta(text)) for text in texts) + b"data: [DONE]\n\n"
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(places)]
    events = read(new(), *pieces)
    assert text_of(events) == clean("".join(texts))
    assert events[-1] == Finish("stop")


@given(st.lists(st.text(st.characters(categories=["Cs", "Lu", "Cc", "So"]), max_size=4)))
def test_any_split_of_surrogates_is_cleaned_as_the_whole(texts: list[str]) -> None:
    data = [line(delta(text), ascii_only=True) for text in texts]
    assert text_of(read(new(), *data, b"data: [DONE]\n\n")) == clean("".join(texts))


@given(st.binary(max_size=300))
def test_any_bytes_end_in_an_event_or_a_failure_and_never_in_a_crash(data: bytes) -> None:
    answer = new()
    events = read(answer, data)
    assert answer.failure is not None or isinstance(events[-1], Finish)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda t: (
            st.lists(t)
            | st.dictionaries(
                st.sampled_from(["choices", "delta", "content", "usage", "error", "finish_reason"]),
                t,
            )
        ),
    )
)
def test_any_json_ends_in_an_event_or_a_failure_and_never_in_a_crash(value: object) -> None:
    answer = new()
    events = read(answer, line(value))
    assert answer.failure is not None or isinstance(events[-1], Finish)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_comments_and_other_fields_are_passed_over(end: bytes) -> None:
    lines = [
        b": PROCESSING",
        b"event: message",
        b"id: 7",
        b"retry: 10",
        b"",
        b'data:{"choices":[{"delta":{"content":"yes"},"finish_reason":"stop"}]}',
        b"",
    ]
    assert read(new(), end.join(lines)) == [Delta("yes"), Finish("stop")]


@pytest.mark.parametrize(
    "data",
    [
        b"data: nonsense\n",
        b"data: 42\n",
        b"<html>\n",
        b'data: {"choices": "none"}\n',
        b"data: " + b"[" * 100_000 + b"\n",
        b"data: " + b"x" * 3_000_000,
    ],
)
def test_garbage_is_a_failure_that_keeps_the_text_before_it(data: bytes) -> None:
    answer = new()
    events = read(answer, line(delta("kept")) + data)
    assert events == [Delta("kept")]
    assert answer.failure is not None
    assert answer.failure.kind == "garbage"


@pytest.mark.parametrize(
    "data",
    [
        b'data: {"error": {"message": "maximum context length is 8"}}\n',
        b'error: {"message": "maximum context length is 8"}\n',
        b'data: {"object": "error", "message": "maximum context length is 8", "code": 400}\n',
        b'{"error": "maximum context length is 8"}\n',
    ],
)
def test_errors_inside_the_stream_are_understood_as_servers_write_them(data: bytes) -> None:
    answer = new()
    read(answer, data)
    assert answer.failure is not None
    assert answer.failure.kind == "context_too_long"


def test_odd_fields_do_not_cost_the_answer() -> None:
    odd = {
        "choices": [
            {
                "delta": {"content": "yes", "reasoning": {"a": 1}, "tool_calls": 3},
                "logprobs": [],
                "finish_reason": None,
            }
        ],
        "usage": "none",
        "x": 1,
    }
    assert read(new(), line(odd), line(delta(""))[:-2])[0] == Delta("yes")


def test_reasoning_under_two_names_is_taken_once() -> None:
    events = read(new(), line(delta("", reasoning="why", reasoning_content="why")))
    assert events == [Delta("", "why")]


def test_usage_with_gaps_is_read_as_far_as_it_goes() -> None:
    usage = {"choices": [], "usage": {"prompt_tokens": 3.0, "completion_tokens": None}}
    assert read(new(), line(usage), b"data: [DONE]\n\n") == [Usage(3, 0, 0), Finish("stop")]


def test_nothing_after_the_end_is_read() -> None:
    assert read(new(), b"data: [DONE]\n" + line(delta("late"))) == [Finish("stop")]


def test_a_finish_reason_of_error_is_a_failure() -> None:
    answer = new()
    read(answer, line({"choices": [{"delta": {}, "finish_reason": "error"}]}))
    assert answer.failure is not None
    assert answer.failure.kind == "server_error"


def test_invalid_utf8_is_replaced() -> None:
    data = line(delta("aéb")).replace("é".encode(), b"\xc3")
    assert text_of(read(new(), data)) == "a\ufffdb"
