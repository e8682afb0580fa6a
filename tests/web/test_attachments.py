"""Sending files, seeing them, and that nobody else does."""

import uuid
from functools import partial
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from palaver.accounts.models import User
from palaver.chats.models import Attachment, Chat, Extract, Message
from palaver.documents import Document
from palaver.generation import extraction
from palaver.generation.hints import Attached, Hint
from palaver.generation.models import Generation, Waiting
from palaver.web.advance import advance
from tests.chats.attaching import sent
from tests.documents.making import HTML, SVG, docx, image, pdf
from tests.generation.fixtures import Ask, at_once
from tests.generation.writing import claimed, finish
from tests.web.attachments import content_of, drawn, upload, uploaded
from tests.web.conftest import signed_in
from tests.web.posting import TURBO, message, post, send

pytestmark = pytest.mark.usefixtures("broadcasts")
REFUSED, NOT_FOUND = 422, 404
READING, WAITING = "Reading the attachments…", "Waiting for the model…"


def test_a_script_gets_what_it_shows_in_place_of_the_progress(
    client: Client, owner: User, chat: Chat, hints: list[Hint]
) -> None:
    response = upload(client, b"Some <b>text</b>.", "<i>notes</i>.txt", chat=chat)
    attachment = Attachment.objects.get()
    html = response.content.decode()
    assert f'<li class="chip" id="attachment_{attachment.pk}"' in html
    assert f'name="attachments" value="{attachment.pk}"' in html
    assert "&lt;i&gt;notes&lt;/i&gt;.txt" not in html  # a name has no folders
    assert 'data-state="waiting"' in html
    assert hints == [Attached(attachment.pk)]
    assert (attachment.owner, attachment.chat, attachment.sent_with) == (owner, chat, None)


@pytest.mark.usefixtures("hints")
def test_without_a_script_the_page_comes_back_with_the_file_on_it(
    client: Client, chat: Chat
) -> None:
    for address, where in ((f"/chats/{chat.pk}/", chat), ("/", None)):
        response = upload(client, name="my notes.txt", part=False, chat=where)
        assert response.headers["Location"] == address
        page = client.get(address).content.decode()
        attachment = Attachment.objects.latest("id")
        assert page.count(f'name="attachments" value="{attachment.pk}"') == 1
        assert "my notes.txt" in page


@pytest.mark.parametrize("part", [True, False])
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"\x7fELF\x00", "Files of this type cannot be read."),
        (b"x" * 101, "This file is too large: 100\xa0bytes are allowed."),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(
    client: Client, settings: Settings, content: bytes, sentence: str, part: bool
) -> None:
    settings.PALAVER_ATTACHMENT_SIZE = 100
    response = upload(client, content, part=part)
    assert response.status_code == REFUSED
    assert sentence in response.content.decode()
    assert not Attachment.objects.exists()


def test_no_file_at_all_is_a_sentence(client: Client) -> None:
    response = client.post("/attachments/", {})
    assert response.status_code == REFUSED
    assert "Choose a file first." in response.content.decode()


@pytest.mark.usefixtures("hints")
def test_sent_twice_a_file_is_there_once(client: Client, owner: User) -> None:
    client_id = str(uuid.uuid4())
    uploads = [partial(upload, signed_in(owner), client_id=client_id) for _ in range(3)]
    assert {response.status_code for response in at_once(*uploads)} == {200}
    assert Attachment.objects.count() == 1


@pytest.mark.usefixtures("hints")
def test_a_file_is_attached_to_no_strangers_chat(strangers_client: Client, chat: Chat) -> None:
    assert upload(strangers_client, chat=chat).status_code == NOT_FOUND
    assert not Attachment.objects.exists()


@pytest.mark.usefixtures("hints")
@pytest.mark.parametrize(
    ("content", "name", "media_type", "disposition"),
    [
        (image("PNG"), "cat.png", "image/png", 'inline; filename="cat.png"'),
        (image("JPEG"), "cat.gif", "image/jpeg", 'inline; filename="cat.gif"'),
        (SVG, "cat.svg", "text/plain; charset=utf-8", 'inline; filename="cat.svg"'),
        (HTML, "page.html", "text/plain; charset=utf-8", 'inline; filename="page.html"'),
        (pdf("x"), "a.pdf", "application/pdf", 'attachment; filename="a.pdf"'),
        (docx("x"), "ä.docx", "application/zip", "attachment; filename*=utf-8''%C3%A4.docx"),
    ],
)
def test_a_file_is_served_as_what_it_is_and_never_run(
    client: Client, content: bytes, name: str, media_type: str, disposition: str
) -> None:
    attachment = uploaded(client, content, name)
    response = client.get(f"/attachments/{attachment.pk}/file/")
    assert content_of(response) == content
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Content-Disposition"] == disposition
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Length"] == str(len(content))
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in {part.strip() for part in policy.split(";")}
    assert "script-src" not in policy


@pytest.mark.usefixtures("hints")
def test_a_name_that_means_harm_is_shown_and_served_as_one_plain_line(
    client: Client, chat: Chat
) -> None:
    attachment = uploaded(client, name='\u202egnp.\x1b<b>"' + "大" * 500 + ".txt", chat=chat)
    assert len(attachment.name) == 200
    assert attachment.name.endswith("….txt")
    response = client.get(f"/attachments/{attachment.pk}/file/")
    assert response.headers["Content-Disposition"].startswith(
        "inline; filename*=utf-8''gnp.%3Cb%3E"
    )
    page = client.get(f"/chats/{chat.pk}/").content.decode()
    assert "gnp.&lt;b&gt;&quot;大" in page
    assert "\u202e" not in page


@pytest.mark.usefixtures("hints")
def test_a_thumbnail_may_be_kept_by_its_reader_alone(client: Client) -> None:
    attachment = drawn(uploaded(client, image("PNG"), "cat.png"))
    response = client.get(f"/attachments/{attachment.pk}/thumbnail/")
    assert content_of(response) == image("PNG")
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"].startswith("private, max-age=")
    assert "Cookie" in response.headers["Vary"]


@pytest.mark.usefixtures("hints")
def test_what_is_not_there_is_not_found(client: Client) -> None:
    attachment = uploaded(client)
    assert client.get(f"/attachments/{attachment.pk}/thumbnail/").status_code == NOT_FOUND
    attachment.file.storage.delete(attachment.place)
    assert client.get(f"/attachments/{attachment.pk}/file/").status_code == NOT_FOUND


@pytest.mark.usefixtures("hints")
def test_a_stranger_finds_nothing(
    client: Client, strangers_client: Client, owner: User, chat: Chat
) -> None:
    for attachment in (uploaded(client), drawn(sent(owner, chat, image("PNG"), "cat.png"))):
        address = f"/attachments/{attachment.pk}/"
        for path in ("file/", *(["thumbnail/"] if attachment.thumbnail else [])):
            assert client.get(address + path).status_code == 200
            assert strangers_client.get(address + path).status_code == NOT_FOUND
        assert strangers_client.get(address).status_code == NOT_FOUND
        assert strangers_client.post(f"{address}removal/").status_code == NOT_FOUND
        assert Client().get(f"{address}file/").status_code == 302
    assert Attachment.objects.count() == 2


@pytest.mark.usefixtures("hints")
def test_it_is_removed_before_it_is_sent_and_not_after(
    client: Client, owner: User, chat: Chat
) -> None:
    attachment, used = uploaded(client, chat=chat), sent(owner, chat)
    address = f"/attachments/{attachment.pk}/removal/"
    response = client.post(address, headers=TURBO)
    assert f'action="remove" target="attachment_{attachment.pk}"' in response.content.decode()
    assert client.post(address).status_code == NOT_FOUND
    assert client.post(f"/attachments/{used.pk}/removal/").status_code == NOT_FOUND
    assert list(Attachment.objects.all()) == [used]


@pytest.mark.usefixtures("hints")
def test_without_a_script_a_removal_leads_back(client: Client, chat: Chat) -> None:
    attachment = uploaded(client, chat=chat)
    response = client.post(f"/attachments/{attachment.pk}/removal/")
    assert response.headers["Location"] == f"/chats/{chat.pk}/"


@pytest.mark.usefixtures("hints")
def test_a_message_is_sent_with_its_files(client: Client, chat: Chat) -> None:
    first, second = uploaded(client, chat=chat), uploaded(client, name="b.txt")
    response = send(client, chat, attachments=[str(first.pk), str(second.pk)])
    html = response.content.decode()
    question = chat.messages.get(role="user")
    assert list(Attachment.objects.of([question]).order_by("id")) == [first, second]
    assert set(Attachment.objects.values_list("chat", flat=True)) == {chat.pk}
    for attachment in (first, second):
        assert f"/attachments/{attachment.pk}/file/" in html
    assert 'name="attachments"' not in client.get(f"/chats/{chat.pk}/").content.decode()


@pytest.mark.usefixtures("hints")
def test_a_new_chat_takes_the_files_of_its_first_message(client: Client) -> None:
    attachment = uploaded(client, name="a report.txt")
    post(client, "/chats/", **message("", attachments=[str(attachment.pk)]))
    chat = Chat.objects.get()
    attachment.refresh_from_db()
    assert attachment.chat == chat
    assert attachment.sent_with == chat.messages.get(role="user").client_id
    assert chat.display_title == "a report.txt"


@pytest.mark.usefixtures("hints")
def test_files_that_are_not_there_are_no_message(client: Client, chat: Chat) -> None:
    for ids in ([str(uuid.uuid4())], ["nonsense"], [""]):
        response = send(client, chat, "", attachments=ids)
        assert response.status_code == REFUSED
    assert not Message.objects.exists()


@pytest.mark.usefixtures("hints")
def test_a_strangers_file_is_not_sent(client: Client, strangers_client: Client, chat: Chat) -> None:
    theirs = uploaded(strangers_client)
    send(client, chat, attachments=[str(theirs.pk)])
    theirs.refresh_from_db()
    assert theirs.sent_with is None


@pytest.mark.usefixtures("hints")
def test_too_many_files_are_refused_and_nothing_is_written(
    client: Client, chat: Chat, settings: Settings
) -> None:
    settings.PALAVER_ATTACHMENTS_PER_MESSAGE = 1
    ids = [str(uploaded(client).pk) for _ in range(2)]
    response = send(client, chat, attachments=ids)
    assert "One message can have 1 files." in response.content.decode()
    assert not Message.objects.exists()
    assert not Attachment.objects.exclude(sent_with=None).exists()


@pytest.mark.usefixtures("hints")
def test_a_doubled_post_sends_its_files_once(client: Client, owner: User, chat: Chat) -> None:
    attachment = uploaded(client)
    fields = message("", attachments=[str(attachment.pk)])
    address = f"/chats/{chat.pk}/messages/"
    posts = [partial(post, signed_in(owner), address, **fields) for _ in range(4)]
    assert {response.status_code for response in at_once(*posts)} == {302}
    assert chat.messages.filter(role="user").count() == 1
    attachment.refresh_from_db()
    assert str(attachment.sent_with) == fields["client_id"]


@pytest.mark.usefixtures("hints")
def test_a_message_that_waits_has_its_files_when_it_is_sent(
    client: Client, chat: Chat, ask: Ask
) -> None:
    running = ask()
    attachment = uploaded(client, chat=chat)
    chat.refresh_from_db()
    send(client, chat, "And this?", attachments=[str(attachment.pk)])
    waits = Waiting.objects.get()
    assert waits.text == "And this?"
    page = client.get(f"/chats/{chat.pk}/").content.decode()
    assert "notes.txt" in page[page.index(f"waits_{waits.pk}") :]
    finish(claimed(running), "So.")
    Waiting.objects.send_next(chat.pk)
    question = chat.messages.get(text="And this?")
    assert list(Attachment.objects.of([question])) == [attachment]


@pytest.mark.usefixtures("hints")
def test_a_question_put_otherwise_has_the_same_files(
    client: Client, owner: User, chat: Chat
) -> None:
    attachment = uploaded(client)
    send(client, chat, "Why?", attachments=[str(attachment.pk)])
    Extract.objects.create(attachment=attachment, text="Because.")
    question = chat.messages.get(role="user")
    finish(claimed(Generation.objects.get()), "So.")
    fields = message("Why not?", version=0)
    assert client.post(f"/messages/{question.pk}/editing/", fields).status_code == 302
    copy = Attachment.objects.of([chat.messages.get(text="Why not?")]).get()
    assert (copy.place, copy.text) == (attachment.place, "Because.")
    assert copy.pk != attachment.pk


@pytest.mark.usefixtures("hints")
def test_a_fork_has_the_same_files(client: Client, chat: Chat) -> None:
    attachment = uploaded(client)
    send(client, chat, "Why?", attachments=[str(attachment.pk)])
    finish(claimed(Generation.objects.get()), "So.")
    answer = chat.messages.get(role="assistant")
    client.post(f"/messages/{answer.pk}/fork/")
    fork = Chat.objects.exclude(pk=chat.pk).get()
    copy = Attachment.objects.of(fork.messages.all()).get()
    assert copy.place == attachment.place


@pytest.mark.usefixtures("hints")
def test_the_page_of_a_chat_asks_for_its_files_once(
    client: Client, chat: Chat, owner: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        asked = Message.objects.create(chat=chat, role="user", text="Why?")
        attachment = sent(owner, chat)
        Attachment.objects.filter(pk=attachment.pk).update(sent_with=asked.client_id)
    uploaded(client, chat=chat)
    counted: Any
    with django_assert_max_num_queries(60) as counted:
        client.get(f"/chats/{chat.pk}/")
    asking = [query for query in counted.captured_queries if "chats_attachment" in query["sql"]]
    assert len(asking) == 1


@pytest.mark.usefixtures("hints")
def test_a_file_that_could_not_be_read_says_so_at_the_question(client: Client, chat: Chat) -> None:
    attachment = uploaded(client)
    Attachment.objects.update(reading="refused", problem="encrypted")
    html = send(client, chat, attachments=[str(attachment.pk)]).content.decode()
    assert "protected by a password" in html


@pytest.mark.usefixtures("hints")
def test_an_answer_says_that_it_waits_for_files_until_all_are_read(
    client: Client, chat: Chat
) -> None:
    files = [uploaded(client, chat=chat) for _ in range(2)]
    send(client, chat, attachments=[str(file.pk) for file in files])
    question = chat.messages.get(role="user")
    for file, says in zip(files, (READING, WAITING), strict=True):
        chat.refresh_from_db()
        assert READING in client.get(f"/chats/{chat.pk}/").content.decode()
        claimed_file = extraction.claim(file.pk)
        assert claimed_file
        extraction.finish(claimed_file, Document(kind="text", text="Some text."))
        _version, html = advance(chat.pk, chat.owner_id, chat.version)
        assert f'id="message_{question.pk}"' in html
        assert says in html
    page = client.get(f"/chats/{chat.pk}/").content.decode()
    assert WAITING in page
    assert READING not in page


def test_a_form_without_its_token_is_refused(owner: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert upload(strict).status_code == 403
    assert not Attachment.objects.exists()
