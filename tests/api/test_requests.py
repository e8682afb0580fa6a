"""Reading requests: whatever comes in, it is a request or a refusal with a sentence."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palaver.api.requests import Refused, Resume, Send, Stop, read

ID = uuid4()
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(SCALARS, lambda v: st.lists(v) | st.dictionaries(st.text(), v), max_leaves=5)
NAMES = st.sampled_from(
    ["message", "chat", "model", "client_id", "stop", "resume", "from", "reasoning_from", "epoch"]
)


def request(**fields: Any) -> Send | Stop | Resume:
    return read(json.dumps(fields))


def test_a_message_is_taken_as_it_is() -> None:
    sent = request(message=" hello \r\n", model="acme/one", client_id=str(ID), chat=str(ID))
    assert isinstance(sent, Send)
    assert (sent.draft.text, sent.draft.model) == (" hello \n", "acme/one")
    assert (sent.draft.client_id, sent.chat_id) == (ID, ID)


def test_all_but_the_message_may_be_left_out() -> None:
    sent = request(message="hello", chat=None, model=None)
    assert isinstance(sent, Send)
    assert (sent.chat_id, sent.draft.model) == (None, "")
    assert isinstance(sent.draft.client_id, UUID)


def test_a_resume_begins_at_the_beginning_unless_it_says_otherwise() -> None:
    assert request(resume=str(ID)) == Resume(ID)
    assert request(resume=str(ID), **{"from": 5}, epoch=2) == Resume(ID, 5, epoch=2)


def test_stop_is_stop() -> None:
    assert request(stop=True) == Stop()


@given(st.text() | st.builds(json.dumps, VALUES))
def test_no_text_does_any_harm(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(text)
    assert refusal.value.sentence.endswith(".")


@given(st.dictionaries(NAMES, VALUES))
def test_no_value_does_any_harm(fields: dict[str, Any]) -> None:
    try:
        read(json.dumps(fields))
    except Refused as refusal:
        refusal.sentence.encode()
