from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test.utils import override_script_prefix
from django.urls import reverse
from django.utils.translation import override

from palaver.chats.templatetags.chats import address, constant, duration, thought, tokens


@pytest.mark.parametrize("name", ["palaver:stop", "palaver:chat"])
def test_an_address_is_what_the_url_tag_gives(name: str) -> None:
    one, another = uuid4(), uuid4()
    assert address(name, one) == reverse(name, args=[one])
    assert address(name, another) == reverse(name, args=[another])


def test_an_address_begins_with_the_script_s_prefix() -> None:
    one = uuid4()
    assert not address("palaver:stop", one).startswith("/chat/")
    with override_script_prefix("/chat/"):
        assert address("palaver:stop", one) == reverse("palaver:stop", args=[one])


def test_what_is_the_same_for_all_is_rendered_once_for_each_language_and_prefix() -> None:
    english = constant("palaver/_palette.html")
    assert constant("palaver/_palette.html") is english
    with override("de"):
        assert constant("palaver/_palette.html") is not english
    with override_script_prefix("/chat/"):
        assert "/chat/palette/" in constant("palaver/_palette.html")
    assert constant("palaver/_palette.html") is english


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "Thoughts"),
        (0.0, "Thoughts"),
        (0.3, "Thought for a moment"),
        (2.6, "Thought for 3 s"),
    ],
)
def test_how_long_a_model_thought_is_said_where_it_is_known(
    seconds: float | None, said: str
) -> None:
    assert thought(SimpleNamespace(reasoning_seconds=seconds)) == said
    assert thought("") == "Thoughts"


def test_figures_have_their_units() -> None:
    assert [tokens(1), tokens(1200)] == ["1 token", "1200 tokens"]
    assert duration(12.345) == "12.3 s"
