from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import RequestFactory
from django.utils.html import format_html
from pytest_django import Settings

from palaver.turbo import dom_id, turbo_stream

User = get_user_model()
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "loaders": [
                ("django.template.loaders.locmem.Loader", {"note.html": "<p>{{ text }}</p>"}),
            ],
        },
    }
]


@pytest.mark.parametrize("action", ["append", "prepend", "replace", "update", "before", "after"])
def test_an_action_with_content_wraps_it_in_a_template(action: str) -> None:
    built = getattr(turbo_stream, action)("notes", html=format_html("<p>{}</p>", "tea"))

    assert built == (
        f'<turbo-stream action="{action}" target="notes">'
        "<template><p>tea</p></template></turbo-stream>"
    )


def test_remove_has_no_template() -> None:
    assert turbo_stream.remove("note_7") == (
        '<turbo-stream action="remove" target="note_7"></turbo-stream>'
    )


def test_refresh_has_no_target() -> None:
    assert turbo_stream.refresh() == '<turbo-stream action="refresh"></turbo-stream>'
    assert turbo_stream.refresh(request_id="a1") == (
        '<turbo-stream action="refresh" request-id="a1"></turbo-stream>'
    )


def test_a_record_is_aimed_at_by_its_id() -> None:
    member = User(pk=7)

    assert f'target="{dom_id(member)}"' in turbo_stream.remove(member)
    assert dom_id(member, "edit") == f"edit_{User._meta.model_name}_7"


def test_an_unsaved_record_has_no_id() -> None:
    with pytest.raises(ValueError, match="unsaved"):
        dom_id(User(pk=None))


def test_a_selector_aims_at_many() -> None:
    assert ' targets=".note"' in turbo_stream.append(targets=".note", html="tea")


def test_a_plain_string_is_text() -> None:
    built = turbo_stream.update("notes", html="<script>alert(1)</script>")

    assert "<template>&lt;script&gt;alert(1)&lt;/script&gt;</template>" in built


def test_a_value_cannot_leave_its_attribute() -> None:
    built = turbo_stream.action("advance", 'a"><b', attributes={"title": '"><i'})

    assert 'target="a&quot;&gt;&lt;b" title="&quot;&gt;&lt;i"' in built


def test_more_attributes_follow_the_target() -> None:
    built = turbo_stream.action("advance", "chat_1", attributes={"from": 3, "to": 5})

    assert built.startswith('<turbo-stream action="advance" target="chat_1" from="3" to="5">')


@pytest.mark.parametrize("name", ["on click", "a=b", "Action", "action", ""])
def test_an_odd_attribute_is_refused(name: str) -> None:
    assert turbo_stream.action("append", "notes", attributes={"method": "morph"})
    with pytest.raises(ValueError, match="attribute"):
        turbo_stream.action("append", "notes", attributes={name: "value"})


def test_a_template_is_rendered_with_its_context(settings: Settings) -> None:
    settings.TEMPLATES = TEMPLATES
    request = RequestFactory().get("/")

    built = turbo_stream.append(
        "notes", template="note.html", context={"text": "<tea>"}, request=request
    )

    assert "<template><p>&lt;tea&gt;</p></template>" in built


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, "target"),
        ({"target": "a", "targets": ".b"}, "target"),
        ({"target": "a", "html": "x", "template": "note.html"}, "template"),
    ],
)
def test_an_ambiguous_element_is_refused(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        turbo_stream.append(**options)
