"""Reading what was attached: by one reader at a time, found again, and never in the way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from palaver.chats.models import Attachment, Chat, Message, Reading
from palaver.chats.storage import files
from palaver.documents import Document, Sandbox, sandbox
from palaver.generation import extraction, reader
from palaver.generation.clock import NOW
from palaver.generation.hints import ChatMoved, Hint
from palaver.generation.reader import Reader
from palaver.lib.threads import DatabaseThreads
from tests.chats.attaching import attached, sent
from tests.documents.making import encrypted_pdf, image, pdf
from tests.waiting import eventually

pytestmark = pytest.mark.usefixtures("hints")


@pytest_asyncio.fixture
async def reading(database: DatabaseThreads) -> AsyncIterator[Reader]:
    reader = Reader(database)
    yield reader
    await reader.close()


async def test_a_file_is_read(reading: Reader, database: DatabaseThreads, chat: Chat) -> None:
    attachment = await database.run(attached, chat.owner, pdf("One", "Two"), "letter.pdf")
    assert await reading.read(attachment.pk)
    read = await stored(database, attachment)
    assert (read.reading, read.problem, read.pages) == ("ready", "", 2)
    assert await database.run(lambda: read.text) == "One\n\nTwo"


async def test_an_image_gets_a_thumbnail_and_a_picture(
    reading: Reader, database: DatabaseThreads, chat: Chat
) -> None:
    attachment = await database.run(attached, chat.owner, image("PNG", (900, 600)), "cat.png")
    await reading.read(attachment.pk)
    read = await stored(database, attachment)
    assert (read.width, read.height, read.text) == (900, 600, "")
    assert read.thumbnail.read()[8:12] == b"WEBP"
    assert read.picture.read().startswith(b"\xff\xd8\xff")
    assert len(read.stored) == 3


async def test_what_cannot_be_read_says_why(
    reading: Reader, database: DatabaseThreads, chat: Chat
) -> None:
    attachment = await database.run(attached, chat.owner, encrypted_pdf(), "letter.pdf")
    await reading.read(attachment.pk)
    read = await stored(database, attachment)
    assert (read.reading, read.sentence[:37]) == (
        "refused",
        "This file is protected by a password.",
    )


async def test_of_two_readers_one_reads_it(database: DatabaseThreads, chat: Chat) -> None:
    attachment = await database.run(attached, chat.owner)
    readers = [Reader(database), Reader(database)]
    assert sorted(await asyncio.gather(*(r.read(attachment.pk) for r in readers))) == [False, True]
    assert not await readers[0].read(attachment.pk)
    assert (await stored(database, attachment)).attempts == 1
    for each in readers:
        await each.close()


async def test_everybody_who_sees_the_message_is_shown_what_became_of_it(
    reading: Reader, database: DatabaseThreads, chat: Chat, hints: list[Hint]
) -> None:
    attachment = await database.run(sent, chat.owner, chat)
    assert attachment.sent_with
    question = Message(chat=chat, role="user", client_id=attachment.sent_with)
    await database.run(question.save)
    hints.clear()
    await reading.read(attachment.pk)
    await database.run(chat.refresh_from_db)
    await database.run(question.refresh_from_db)
    assert question.version == chat.version == 1
    assert hints == [ChatMoved(chat.pk, 1)]


async def test_one_that_a_dead_reader_had_is_read_by_another(
    reading: Reader, database: DatabaseThreads, chat: Chat
) -> None:
    attachment = await database.run(attached, chat.owner)
    await database.run(extraction.claim, attachment.pk)
    assert not await reading.read(attachment.pk)
    await database.run(expire, attachment)
    assert await database.run(extraction.left_over) == [attachment.pk]
    assert await reading.read(attachment.pk)


async def test_one_that_no_reader_survives_is_given_up(
    reading: Reader, database: DatabaseThreads, chat: Chat
) -> None:
    attachment = await database.run(attached, chat.owner)
    for _ in range(extraction.MOST_ATTEMPTS):
        assert await database.run(extraction.claim, attachment.pk)
        await database.run(expire, attachment)
    assert not await reading.read(attachment.pk)
    assert (await stored(database, attachment)).problem == "lost"


async def test_a_reader_that_lost_it_changes_nothing(database: DatabaseThreads, chat: Chat) -> None:
    attachment = await database.run(attached, chat.owner)
    first = await database.run(extraction.claim, attachment.pk)
    await database.run(expire, attachment)
    second = await database.run(extraction.claim, attachment.pk)
    assert first
    assert second
    await database.run(extraction.finish, second, Document(text="Second."))
    await database.run(extraction.finish, first, Document(text="First."))
    await database.run(extraction.release, first)
    read = await stored(database, attachment)
    assert (read.reading, await database.run(lambda: read.text)) == ("ready", "Second.")


async def test_a_file_that_is_lost_is_said_to_be(
    reading: Reader,
    database: DatabaseThreads,
    chat: Chat,
    caplog: pytest.LogCaptureFixture,
) -> None:
    attachment = await database.run(attached, chat.owner)
    files().delete(attachment.place)
    for _ in range(extraction.MOST_ATTEMPTS):
        assert not await reading.read(attachment.pk)
    await reading.settle([attachment.pk])
    assert (await stored(database, attachment)).problem == "lost"
    assert "could not be read" in caplog.text


async def test_whoever_waits_reads_it_if_nobody_else_does(
    reading: Reader, database: DatabaseThreads, chat: Chat
) -> None:
    ids = [(await database.run(attached, chat.owner)).pk for _ in range(3)]
    await reading.settle(ids)
    assert await database.run(extraction.unsettled, ids) == []


async def test_whoever_waits_does_so_for_another_reader(
    reading: Reader, database: DatabaseThreads, chat: Chat
) -> None:
    attachment = await database.run(attached, chat.owner)
    claimed = await database.run(extraction.claim, attachment.pk)
    assert claimed
    settling = asyncio.create_task(reading.settle([attachment.pk]))
    await asyncio.sleep(reader.PAUSE)
    assert not settling.done()
    await database.run(extraction.finish, claimed, Document(text="Text."))
    await settling


async def test_nobody_waits_for_ever(
    reading: Reader,
    database: DatabaseThreads,
    chat: Chat,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "PATIENCE", 0.3)
    attachment = await database.run(attached, chat.owner)
    await database.run(extraction.claim, attachment.pk)
    await reading.settle([attachment.pk])
    assert await database.run(extraction.unsettled, [attachment.pk]) == [attachment.pk]


async def test_closing_hands_it_back(
    database: DatabaseThreads, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sleeping(monkeypatch)
    attachment = await database.run(attached, chat.owner)
    one = Reader(database)
    task = asyncio.create_task(one.read(attachment.pk))
    await eventually(lambda: _sandbox(one)._running)
    await one.close()
    assert not await task
    assert (await stored(database, attachment)).reading == Reading.WAITING


async def test_a_reader_that_is_cancelled_hands_it_back(
    database: DatabaseThreads, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sleeping(monkeypatch)
    attachment = await database.run(attached, chat.owner)
    one = Reader(database)
    task = asyncio.create_task(one.read(attachment.pk))
    await eventually(lambda: _sandbox(one)._running)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (await stored(database, attachment)).reading == Reading.WAITING
    await one.close()


async def test_what_nobody_was_told_of_is_found(
    reading: Reader, database: DatabaseThreads, chat: Chat
) -> None:
    attachment = await database.run(attached, chat.owner)
    looking = asyncio.create_task(reading.look_for_ever())
    await eventually(lambda: reading._sandbox._running)
    await reading.settle([attachment.pk])
    looking.cancel()
    assert (await stored(database, attachment)).attempts == 1


async def stored(database: DatabaseThreads, attachment: Attachment) -> Attachment:
    return await database.run(Attachment.objects.select_related("extract").get, pk=attachment.pk)


def expire(attachment: Attachment) -> None:
    Attachment.objects.filter(pk=attachment.pk).update(read_until=NOW - timedelta(seconds=1))


def _sleeping(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(sandbox, "COMMAND", [sys.executable, "-c", "import time; time.sleep(600)"])


def _sandbox(one: Reader) -> Sandbox:
    return one._sandbox
