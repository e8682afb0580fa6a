from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palaver.accounts.models import User
from palaver.chats.variables import BUILT_IN, blanks, built_in, fill, own_names

MOMENT = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
TOKENS = ["{", "}", "{{", "}}", "\\", " ", "a", "name", "{{x}}", "é", "1", "\n", "%s", "{0}", "|"]
HOSTILE = {
    "attributes": "{{ x.__class__.__mro__ }}",
    "a filter": "{{ x|safe }}",
    "a tag": "{% debug %}{% include '/etc/passwd' %}",
    "a format": "%(x)s {x} {x.__init__} ${x} {0}",
    "a back reference": r"\1 \g<0> \g<name>",
    "a number": "{{ 7 }}{{ 7*7 }}",
    "a string": "{{ 'x' }}",
    "empty": "{{}}{{ }}{{\t}}",
    "across lines": "{{ x\n}}",
    "too long": "{{" + "x" * 41 + "}}",
    "one brace": "{x} {{x} {x}}",
}


def test_a_variable_is_replaced_wherever_it_stands() -> None:
    text = "Answer {{name}} in {{ language }}, {{name}}."
    assert fill(text, {"name": "Ada", "language": "Welsh"}) == "Answer Ada in Welsh, Ada."


@pytest.mark.parametrize(
    "written", ["{{Target Language}}", "{{ target  language }}", "{{TARGET LANGUAGE}}"]
)
def test_case_and_spaces_make_no_difference(written: str) -> None:
    assert own_names(written) == ["target language"]
    assert fill(written, {"target language": "Welsh"}) == "Welsh"


def test_one_without_a_value_stays_as_it_is_written() -> None:
    assert fill("To {{ Whom }}", {"who": "x"}) == "To {{ Whom }}"


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        (r"\{{x}}", "{{x}}"),
        (r"\\{{x}}", r"\VALUE"),
        (r"\\\{{x}}", r"\{{x}}"),
        (r"C:\dir \n \\server", r"C:\dir \n \\server"),
        (r"\{x} \{{ 7 }}", r"\{x} \{{ 7 }}"),
        ("{{{x}}}", "{VALUE}"),
        ("{{x}}{{x}}", "VALUEVALUE"),
    ],
)
def test_a_backslash_makes_a_variable_ordinary_text(text: str, filled: str) -> None:
    assert fill(text, {"x": "VALUE"}) == filled


def test_what_is_ordinary_text_is_not_asked_for() -> None:
    assert own_names(r"\{{a}} {{b}} \\{{c}} {{date}}") == ["b", "c"]
    assert blanks(r"\{{a}} {{ B }} {{b}} {{date}} {{b}}") == ["{{ B }}", "{{b}}"]


@pytest.mark.parametrize(
    "value", ["{{y}}", r"\{{y}}", r"\g<0>\1", "{{x}}", "%s {0} $x", "\\", "}}{{"]
)
def test_a_value_is_never_read_as_a_text_with_variables(value: str) -> None:
    assert fill("{{x}} and {{y}}", {"x": value, "y": "Y"}) == f"{value} and Y"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_else_is_a_variable(text: str) -> None:
    assert own_names(text) == []
    assert fill(text, {"x": "VALUE", "name": "VALUE"}) == text


@pytest.mark.parametrize(
    "part", ["\\", "{{", "{{a", "{{ ", "{{a ", "\\{{a", "{{a }", "a{{" + "b " * 19]
)
def test_a_long_text_takes_no_more_than_its_share(part: str) -> None:
    text = part * (200_000 // len(part))
    assert own_names(text) == []  # would take hours if it took the square of the length
    assert fill(text, {"a": "x"}) == text


@given(st.lists(st.sampled_from(TOKENS)).map("".join))
def test_a_text_without_values_is_what_it_was_but_for_backslashes(text: str) -> None:
    filled = fill(text, {})
    assert filled.replace("\\", "") == text.replace("\\", "")
    if "\\" not in text:
        assert filled == text


@given(st.lists(st.sampled_from(TOKENS)).map("".join), st.text())
def test_a_value_is_put_in_as_it_is(before: str, value: str) -> None:
    assert fill(before.rstrip("\\{") + " {{x1}}", {"x1": value}).endswith(value)


def test_some_fill_themselves_in() -> None:
    values = built_in(User(username="ada"), MOMENT)
    assert sorted(values) == sorted(BUILT_IN)
    text = "{{name}}: {{weekday}}, {{date}}, {{time}}"
    assert fill(text, values) == "ada: Saturday, 21 November 2026, 09:05"
