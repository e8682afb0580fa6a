import re
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.template import Context, Template

from palaver.turbo import stream_name
from palaver.turbo.names import verified_stream_name

User = get_user_model()


def rendered(tag: str, **context: object) -> str:
    return Template("{% load turbo %}{% " + tag + " %}").render(Context(context))


def test_the_element_carries_the_signed_name() -> None:
    member = User(pk=7)

    html = rendered('turbo_stream_from member "notes"', member=member)

    found = re.fullmatch(r'<turbo-stream-from signed-stream-name="(.+)"></turbo-stream-from>', html)
    assert found
    assert verified_stream_name(unescape(found[1])) == stream_name(member, "notes")


def test_further_attributes_are_kept_and_escaped() -> None:
    html = rendered('turbo_stream_from "notes" src=src', src='/ws/"><b>/')

    assert ' src="/ws/&quot;&gt;&lt;b&gt;/"' in html


@pytest.mark.parametrize("missing", [{}, {"board": None}])
def test_a_missing_value_is_loud(missing: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        rendered("turbo_stream_from board", **missing)
