"""What a model is told of what was attached."""

import base64
import io
from typing import Any

import pytest
from PIL import Image

from palaver.chats.models import Attachment, Extract
from palaver.generation import reader
from palaver.generation.attached import turn_of
from palaver.generation.models import Generation
from palaver.llm import Model
from tests.chats.attaching import attached
from tests.documents.making import docx, encrypted_pdf, image, pdf
from tests.generation.engines import Palaver

SEEING, BLIND, UNKNOWN = (Model("p", "m", sees=sees) for sees in (True, False, None))


def test_the_text_of_a_file_stands_before_the_message() -> None:
    turn = turn_of("user", "What is it?", [_read("It is a list.", name="list.txt")], BLIND)
    assert turn.content == (
        "--- Attached file: list.txt ---\nIt is a list.\n--- End of list.txt ---\n\nWhat is it?"
    )
    assert turn.images == ()


def test_pages_and_what_is_left_out_are_said() -> None:
    turn = turn_of("user", "", [_read("Long.", name="a.pdf", pages=3, is_cut=True)], BLIND)
    assert "a.pdf, 3 pages ---" in turn.content
    assert "only its beginning is given" in turn.content
    assert turn.content.endswith("--- End of a.pdf ---")


def test_a_model_that_sees_is_shown_a_picture() -> None:
    turn = turn_of("user", "And this?", [_image()], SEEING)
    assert turn.images == ("attachment:ab/picture",)
    assert turn.content == "[Attached image: cat.png]\n\nAnd this?"


@pytest.mark.parametrize("model", [BLIND, UNKNOWN])
def test_any_other_is_told_that_there_is_one(model: Model) -> None:
    turn = turn_of("user", "And this?", [_image()], model)
    assert turn.images == ()
    assert "An image, cat.png, is attached, but this model cannot be shown it." in turn.content


def test_what_could_not_be_read_is_said() -> None:
    locked = Attachment(name="a.pdf", kind="pdf", reading="refused", problem="encrypted")
    slow = Attachment(name="b.pdf", kind="pdf", reading="reading")
    content = turn_of("user", "Hm?", [locked, slow], SEEING).content
    assert "[A file, a.pdf, is attached, but could not be read. This file is protected" in content
    assert "[A file, b.pdf, is attached, but could not be read. Reading it takes too" in content


async def test_an_answer_waits_for_what_it_is_about(palaver: Palaver) -> None:
    files = {"report.docx": docx("Rivers meander."), "locked.pdf": encrypted_pdf()}
    generation = await _ask_about(palaver, files)
    outcome = await palaver.run(generation)
    assert outcome is not None
    assert outcome.status == "done"
    (request,) = palaver.scripted.requests
    (turn,) = request.messages
    assert "--- Attached file: report.docx ---\nRivers meander.\n" in turn["content"]
    assert "locked.pdf, is attached, but could not be read" in turn["content"]
    assert turn["content"].endswith("What is this?")


async def test_an_answer_does_not_wait_for_ever(
    palaver: Palaver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "PATIENCE", 0.3)
    generation = await _ask_about(palaver, {"report.pdf": pdf("Rivers.")})
    reading = Attachment.objects.all()
    await palaver.database.run(reading.update, reading="reading", read_until="9999-01-01T00:00Z")
    await palaver.run(generation)
    (request,) = palaver.scripted.requests
    assert "Reading it takes too long." in request.messages[0]["content"]


async def test_a_picture_is_sent_beside_the_text(palaver: Palaver) -> None:
    palaver.engine.catalogue.models = [Model("scripted", "scripted?tokens=3", sees=True)]
    generation = await _ask_about(palaver, {"cat.png": image("PNG", (900, 600), "teal")})
    await palaver.run(generation)
    (request,) = palaver.scripted.requests
    text, picture = request.messages[0]["content"]
    assert text == {"type": "text", "text": "[Attached image: cat.png]\n\nWhat is this?"}
    url = picture["image_url"]["url"]
    assert picture["type"] == "image_url"
    assert url.startswith("data:image/jpeg;base64,")
    shown = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
    assert shown.size == (900, 600)


async def test_a_model_that_does_not_see_gets_plain_text(palaver: Palaver) -> None:
    await palaver.run(await _ask_about(palaver, {"cat.png": image()}))
    (request,) = palaver.scripted.requests
    assert isinstance(request.messages[0]["content"], str)


async def test_files_of_earlier_questions_stay_in_the_prompt(palaver: Palaver) -> None:
    await palaver.run(await _ask_about(palaver, {"a.txt": b"The code is 4711."}))
    await palaver.answered("scripted?tokens=3", "What was the code?")
    first, *_rest = palaver.scripted.requests[-1].messages
    assert "The code is 4711." in first["content"]


async def test_files_without_a_word_are_a_message(palaver: Palaver) -> None:
    await palaver.run(await _ask_about(palaver, {"a.txt": b"Translate me."}, text=""))
    (request,) = palaver.scripted.requests
    assert "Translate me." in request.messages[0]["content"]


async def _ask_about(
    palaver: Palaver, contents: dict[str, bytes], text: str = "What is this?"
) -> Generation:
    generation = await palaver.ask("scripted?tokens=3", text or " ")
    await palaver.database.run(_attach, generation, contents)
    return generation


def _attach(generation: Generation, contents: dict[str, bytes]) -> None:
    question, chat = generation.message.parent, generation.message.chat
    assert question is not None
    for name, content in contents.items():
        attachment = attached(chat.owner, content, name)
        Attachment.objects.send(chat.owner, [attachment.pk], chat, question.client_id)


def _read(text: str, **fields: Any) -> Attachment:
    attachment = Attachment(kind="text", reading="ready", **fields)
    attachment.extract = Extract(attachment=attachment, text=text)
    return attachment


def _image() -> Attachment:
    return Attachment(name="cat.png", kind="image", reading="ready", picture="ab/picture")
