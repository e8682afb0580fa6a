"""Taking a file: looked at, kept once, refused with a sentence."""

import uuid
from functools import partial
from pathlib import Path
from typing import get_args

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from palaver.accounts.limits import LimitReached
from palaver.accounts.models import User
from palaver.chats.models import Attachment
from palaver.chats.problems import SENTENCES, Unusable
from palaver.chats.storage import files
from palaver.documents import Problem
from palaver.generation.attaching import attach, clean_name
from palaver.generation.hints import Attached, Hint
from tests.chats.attaching import attached
from tests.documents.making import HTML, SVG, image, pdf
from tests.generation.fixtures import at_once


def test_a_reader_is_told_of_it(owner: User, hints: list[Hint]) -> None:
    attachment = attached(owner)
    assert hints == [Attached(attachment.pk)]
    assert (attachment.reading, attachment.size, attachment.kind) == ("waiting", 10, "text")


@pytest.mark.usefixtures("hints")
@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (image("PNG"), "letter.pdf", "image"),
        (pdf("x"), "picture.png", "pdf"),
        (HTML, "picture.png", "text"),
        (SVG, "picture.svg", "text"),
    ],
)
def test_its_name_says_nothing_of_what_it_is(
    owner: User, content: bytes, name: str, kind: str
) -> None:
    assert attached(owner, content, name).kind == kind


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "This file is empty."), (b"MZ\x90\x00", "Files of this type cannot be read.")],
)
def test_what_makes_no_sense_is_refused(owner: User, content: bytes, sentence: str) -> None:
    with pytest.raises(Unusable) as refused:
        attached(owner, content)
    assert refused.value.sentence.startswith(sentence)
    assert not Attachment.objects.exists()


@pytest.mark.usefixtures("hints")
def test_what_is_too_large_or_too_much_is_refused(owner: User, settings: Settings) -> None:
    settings.PALAVER_ATTACHMENT_SIZE = 100
    with pytest.raises(LimitReached, match="too large"):
        attached(owner, b"x" * 101)
    settings.PALAVER_UNSENT_ATTACHMENTS = 2
    attached(owner)
    attached(owner, b"x" * 100)
    with pytest.raises(LimitReached, match="many files"):
        attached(owner)


@pytest.mark.usefixtures("hints")
def test_attaching_too_fast_is_refused(owner: User, settings: Settings) -> None:
    settings.PALAVER_ATTACHMENTS_PER_MINUTE = 2
    with pytest.raises(LimitReached, match="very fast"):
        [attached(owner) for _ in range(5)]  # in two different minutes at most


def test_where_nothing_can_be_stored_it_says_so(
    owner: User, caplog: pytest.LogCaptureFixture
) -> None:
    directory = Path(files().path(""))
    aside = directory.with_name("aside")
    directory.mkdir(exist_ok=True)
    directory.rename(aside)
    directory.touch()
    try:
        with pytest.raises(Unusable) as refused:
            attached(owner)
    finally:
        directory.unlink()
        aside.rename(directory)
    assert refused.value.sentence.startswith("The server has no room for this file")
    assert "could not be stored" in caplog.text
    assert not Attachment.objects.exists()


def test_attached_twice_it_is_there_once(owner: User, hints: list[Hint]) -> None:
    client_id = uuid.uuid4()
    again = [
        partial(attach, owner, None, SimpleUploadedFile("a.txt", b"text"), client_id)
        for _ in range(4)
    ]
    assert len({attachment.pk for attachment in at_once(*again)}) == 1
    assert again[0]().pk == Attachment.objects.get().pk
    assert len(hints) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("notes.txt", "notes.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\letters\\one.docx", "one.docx"),
        ("two\nlines\x00.txt", "twolines.txt"),
        ("exe.\u202etxt", "exe.txt"),
        ("größer 大.md", "größer 大.md"),
        ("/", "file"),
        ("", "file"),
        ("x" * 500 + ".pdf", "x" * 195 + "….pdf"),
        ("x" * 500, "x" * 199 + "…"),
        ("a." + "x" * 500, "a." + "x" * 197 + "…"),
        ("\u202e\u2066\x1b[31m\ufdd0.txt", "[31m\ufdd0.txt"),
        ("one\u2028two\u2029three.txt", "one two three.txt"),
        ("\ud83d half.txt", "half.txt"),
        ("\u202e\x00\u200f", "file"),
    ],
)
def test_a_name_is_one_plain_line(name: str, shown: str) -> None:
    assert clean_name(name) == shown


def test_there_is_a_sentence_for_every_problem() -> None:
    assert SENTENCES.keys() >= set(get_args(Problem))
