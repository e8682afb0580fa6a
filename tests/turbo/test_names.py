import re
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from hypothesis import given
from hypothesis import strategies as st

from palaver.turbo.names import (
    MAX_NAME_LENGTH,
    Record,
    group_name,
    signed_stream_name,
    stream_name,
    stream_parts,
    verified_stream_name,
)

User = get_user_model()
LABEL = User._meta.label_lower
WORDS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip),
    min_size=1,
    max_size=3,
)


def test_a_name_is_made_of_words_and_records() -> None:
    owner = User(pk=7)

    assert stream_name(owner, "notes", 3) == f"{LABEL}/7:notes:3"
    assert stream_parts(stream_name(owner, "notes")) == (Record(LABEL, "7"), "notes")


def test_a_model_class_has_a_stream_of_its_own() -> None:
    assert stream_parts(stream_name(User)) == (Record(LABEL, ""),)
    assert stream_name(User) != stream_name(User(pk=7))


def test_a_uuid_names_a_stream_as_its_text_does() -> None:
    key = UUID("0190b3a4-7c1e-7000-8000-000000000000")

    assert stream_name(key) == str(key)


def test_a_string_never_passes_for_a_record() -> None:
    assert stream_name(f"{LABEL}/7") != stream_name(User(pk=7))
    assert stream_parts(stream_name(f"{LABEL}/7")) == (f"{LABEL}/7",)


@given(WORDS)
def test_the_parts_are_the_words_again(words: list[str]) -> None:
    assert stream_parts(stream_name(*words)) == tuple(words)


@given(WORDS, WORDS)
def test_different_words_never_share_a_name(some: list[str], others: list[str]) -> None:
    assert (stream_name(*some) == stream_name(*others)) == (some == others)


@pytest.mark.parametrize("streamables", [(), ("",), ("  ",), ("notes", ""), ("a" * 501,)])
def test_a_blank_or_endless_name_is_refused(streamables: tuple[str, ...]) -> None:
    assert stream_name("a" * MAX_NAME_LENGTH)
    with pytest.raises(ValueError, match="stream"):
        stream_name(*streamables)


def test_an_unsaved_record_is_refused() -> None:
    with pytest.raises(ValueError, match="unsaved"):
        stream_name(User(pk=None))


def test_anything_else_is_refused() -> None:
    with pytest.raises(TypeError, match="None"):
        stream_name(None)  # type: ignore[arg-type]  # what a template passes for a missing value


def test_a_signed_name_gives_the_name_back() -> None:
    assert verified_stream_name(signed_stream_name("notes", 7)) == "notes:7"


@pytest.mark.parametrize(
    "forged",
    [
        "notes",
        "",
        "notes:7:signature",
        pytest.param(Signer(salt="another").sign("notes:7"), id="salted otherwise"),
        "\ud800",
        "\ud800:a",
    ],
)
def test_a_name_that_this_site_did_not_sign_is_refused(forged: str) -> None:
    with pytest.raises(BadSignature):
        verified_stream_name(forged)


@given(WORDS)
def test_every_group_has_a_name_that_channels_allows(words: list[str]) -> None:
    group = group_name(":".join(words))

    assert re.fullmatch(r"[a-zA-Z0-9\-_.]{1,99}", group)
