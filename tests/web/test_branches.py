"""Editing, versions, forks, and messages that wait, as a browser asks for them."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from palaver.accounts.models import User
from palaver.chats.models import Chat, Message
from palaver.generation.models import Generation, Waiting
from tests.generation.fixtures import MODEL, Ask
from tests.generation.writing import claimed, finish, write
from tests.web.posting import message, post

pytestmark = pytest.mark.usefixtures("broadcasts")
REFUSED = 422


@pytest.fixture
def question(ask: Ask) -> Message:
    """Why? So."""
    generation = ask()
    finish(claimed(generation), "So.")
    assert generation.message.parent is not None
    return generation.message.parent


def test_a_question_is_edited_in_its_place(client: Client, question: Message) -> None:
    page = client.get(f"/messages/{question.pk}/editing/").content.decode()
    assert f'<turbo-frame class="ask__frame" id="question_{question.pk}"' in page
    assert "Why?</textarea>" in page
    given_up = client.get(f"/messages/{question.pk}/").content.decode()
    assert f'id="question_{question.pk}"' in given_up
    assert "Why?" in given_up


def test_what_was_edited_leads_to_another_branch(client: Client, question: Message) -> None:
    html = _edit(client, question, "How <b>?", version="1").content.decode()
    assert "How &lt;b&gt;?" in html
    assert "2 / 2" in html
    assert 'from="1" to="2"' in html
    page = client.get(f"/chats/{question.chat_id}/").content.decode()
    assert "How &lt;b&gt;?" in page
    assert "Why?</div>" not in page


def test_an_edit_sent_twice_is_there_once(client: Client, question: Message) -> None:
    client_id = str(uuid4())
    for _ in range(2):
        assert _edit(client, question, "How?", version="1", client_id=client_id).status_code == 200
    assert question.chat.messages.count() == 4


@pytest.mark.parametrize("text", ["", " \n", "a\0b", "x" * 101])
def test_a_bad_edit_is_refused_in_its_place_and_kept(
    client: Client, question: Message, settings: Settings, text: str
) -> None:
    settings.PALAVER_MESSAGE_LENGTH = 100
    response = _edit(client, question, text)
    assert response.status_code == REFUSED
    html = response.content.decode()
    assert 'role="alert"' in html
    assert f'id="question_{question.pk}"' in html
    assert question.chat.messages.count() == 2


def test_an_edit_beyond_the_limits_is_kept_in_its_form(
    client: Client, question: Message, settings: Settings
) -> None:
    settings.PALAVER_SENDS_PER_MINUTE = 0
    response = _edit(client, question, "How long?")
    assert response.status_code == REFUSED
    assert "How long?</textarea>" in response.content.decode()


def test_a_version_is_chosen(client: Client, question: Message) -> None:
    _edit(client, question, "How?")
    html = post(client, f"/messages/{question.pk}/choice/", turbo=True, version="2")
    shown = html.content.decode()
    assert "1 / 2" in shown
    assert "Why?" in shown
    assert "So." in shown
    page = client.get(f"/chats/{question.chat_id}/").content.decode()
    assert "Why?" in page
    assert "How?</div>" not in page


def test_a_chat_is_forked(client: Client, question: Message) -> None:
    response = post(client, f"/messages/{question.pk}/fork/")
    copy = Chat.objects.exclude(pk=question.chat_id).get()
    assert response.headers["Location"] == f"/chats/{copy.pk}/"
    assert "Why?" in client.get(f"/chats/{copy.pk}/").content.decode()


def test_a_live_answer_is_forked_later(client: Client, queued: Generation) -> None:
    write(claimed(queued), "So,")
    response = post(client, f"/messages/{queued.message_id}/fork/", turbo=True)
    assert response.status_code == REFUSED
    assert "Wait until the answer is complete" in response.content.decode()


def test_what_waits_is_shown_changed_and_taken_back(
    client: Client, queued: Generation, chat: Chat
) -> None:
    Waiting.objects.add(chat, "And <b>?", client_id=uuid4(), model=MODEL)
    page = client.get(f"/chats/{chat.pk}/").content.decode()
    assert "And &lt;b&gt;?" in page
    waiting = Waiting.objects.get()
    html = post(client, f"/waiting/{waiting.pk}/text/", turbo=True, text="But?", version="2")
    assert "But?" in html.content.decode()
    assert post(client, f"/waiting/{waiting.pk}/text/", turbo=True, text="").status_code == REFUSED
    html = post(client, f"/waiting/{waiting.pk}/removal/", turbo=True, version="3")
    assert "But?" not in html.content.decode()
    assert not Waiting.objects.exists()


def test_what_waits_is_sent_by_hand_after_a_stop(
    client: Client, queued: Generation, chat: Chat
) -> None:
    Waiting.objects.add(chat, "And?", client_id=uuid4(), model=MODEL)
    waiting = Waiting.objects.get()
    post(client, f"/waiting/{waiting.pk}/sending/")
    assert Waiting.objects.exists()
    queued.stop()
    post(client, f"/waiting/{waiting.pk}/sending/")
    assert Generation.objects.live().get().message.path()[-2].text == "And?"


def test_a_retry_counts_with_the_answers_that_run(
    client: Client, question: Message, owner: User, settings: Settings, ask: Ask
) -> None:
    settings.PALAVER_RUNNING_GENERATIONS = 1
    ask(chat=Chat.objects.create(owner=owner))
    assert _edit(client, question, "How?").status_code == REFUSED
    assert question.chat.messages.count() == 2


def _edit(client: Client, question: Message, text: str, **fields: str) -> Any:
    address = f"/messages/{question.pk}/editing/"
    return post(client, address, turbo=True, **message(text, **fields))
