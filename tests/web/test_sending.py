"""Posting a message: there once, refused with a reason, and never half written."""

import uuid
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from palaver.accounts.models import User
from palaver.chats.models import Chat, Message
from palaver.generation.hints import ChatMoved, Hint, Queued
from palaver.generation.models import Generation
from palaver.turbo.testing import Broadcast
from tests.generation.fixtures import MODEL, Ask, at_once
from tests.generation.writing import claimed, finish
from tests.web.conftest import signed_in
from tests.web.posting import TURBO, message, post, send

pytestmark = pytest.mark.usefixtures("broadcasts")
REFUSED = 422


def test_a_first_message_makes_a_chat(client: Client, owner: User, hints: list[Hint]) -> None:
    response = post(client, "/chats/", **message("Why?", model=MODEL))
    chat = Chat.objects.get()
    assert response.headers["Location"] == f"/chats/{chat.pk}/"
    assert (chat.owner, chat.display_title, chat.model) == (owner, "Why?", MODEL)
    assert [m.text for m in chat.messages.order_by("id")] == ["Why?", ""]
    generation = Generation.objects.get()
    assert hints == [Queued(generation.pk), ChatMoved(chat.pk, 1)]


def test_a_message_is_answered_with_what_the_page_must_change(
    client: Client, chat: Chat, hints: list[Hint]
) -> None:
    response = send(client, chat, "Why <b>?")
    html = response.content.decode()
    assert response.headers["Content-Type"].startswith("text/vnd.turbo-stream.html")
    assert f'<turbo-stream action="advance" target="chat_{chat.pk}" from="0" to="1"' in html
    for shown in chat.messages.all():
        assert f'id="message_{shown.pk}"' in html
    assert "Why &lt;b&gt;?" in html


def test_without_turbo_the_answer_is_the_chats_page(client: Client, chat: Chat) -> None:
    response = post(client, f"/chats/{chat.pk}/messages/", **message())
    assert response.headers["Location"] == f"/chats/{chat.pk}/"
    assert client.get(f"/chats/{chat.pk}/").status_code == 200


@pytest.mark.parametrize("turbo", [True, False])
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Write a message first."),
        ({"text": " \n\t"}, "Write a message first."),
        ({"text": "a\0b"}, "Null characters are not allowed."),
        ({"text": "x" * 101}, "This message has 101 characters; 100 are allowed."),
        ({"model": "m" * 201}, "at most 200 characters"),
        ({"model": "m\0"}, "Null characters are not allowed."),
        ({"client_id": ""}, "This form is out of date."),
        ({"client_id": "1; DROP TABLE"}, "Enter a valid UUID."),
        ({"version": "-1"}, "greater than or equal to 0"),
        ({"version": "x"}, "Enter a whole number."),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_nothing_is_written(
    client: Client,
    chat: Chat,
    settings: Settings,
    fields: dict[str, str],
    sentence: str,
    turbo: bool,
) -> None:
    settings.PALAVER_MESSAGE_LENGTH = 100
    for address in ("/chats/", f"/chats/{chat.pk}/messages/"):
        response = post(client, address, turbo=turbo, **(message("Typed by hand") | fields))
        html = response.content.decode()
        assert response.status_code == REFUSED
        assert sentence in html
        assert ('target="composer_error"' in html) is turbo
        if not turbo and "text" not in fields:
            assert "Typed by hand</textarea>" in html
    assert not Message.objects.exists()
    assert Chat.objects.count() == 1


def test_what_is_too_long_stays_in_the_form(client: Client, chat: Chat, settings: Settings) -> None:
    settings.PALAVER_MESSAGE_LENGTH = 100
    text = "<b>" + "long " * 50
    response = post(client, f"/chats/{chat.pk}/messages/", **message(text))
    assert "&lt;b&gt;" + "long " * 50 in response.content.decode()


def test_half_a_surrogate_pair_is_no_500(client: Client, chat: Chat) -> None:
    body = f"text=a%ED%A0%80b&client_id={uuid.uuid4()}&model=m%ED%A0%80"
    address = f"/chats/{chat.pk}/messages/"
    response = client.post(address, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (302, REFUSED)
    assert all("\ud800" not in m.text for m in chat.messages.all())


def test_line_ends_are_those_of_the_keyboard(client: Client, chat: Chat) -> None:
    send(client, chat, "One\r\ntwo\nthree  ")
    assert chat.messages.get(role="user").text == "One\ntwo\nthree  "


@pytest.mark.parametrize("new", [True, False])
def test_a_doubled_post_makes_one_message(client: Client, chat: Chat, new: bool) -> None:
    address = "/chats/" if new else f"/chats/{chat.pk}/messages/"
    fields = message()
    first, second = post(client, address, **fields), post(client, address, **fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert Message.objects.filter(role="user").count() == Generation.objects.count() == 1


@pytest.mark.parametrize("new", [True, False])
def test_posts_doubled_at_the_same_moment_make_one_message(
    owner: User, chat: Chat, new: bool
) -> None:
    address = "/chats/" if new else f"/chats/{chat.pk}/messages/"
    fields = message()
    clients = [signed_in(owner) for _ in range(4)]
    responses = at_once(*(partial(post, client, address, **fields) for client in clients))
    assert {response.status_code for response in responses} == {302}
    assert len({response.headers["Location"] for response in responses}) == 1
    assert Message.objects.filter(role="user").count() == Generation.objects.count() == 1
    assert Chat.objects.count() == (2 if new else 1)


def test_a_post_repeated_after_a_lost_reply_is_answered_as_the_first(
    client: Client, chat: Chat, queued: Generation
) -> None:
    question = queued.message.parent
    assert question is not None
    response = send(client, chat, "Why?", client_id=str(question.client_id))
    assert response.status_code == 200
    assert f"message_{queued.message_id}" in response.content.decode()
    assert chat.messages.count() == 2


def test_a_post_repeated_at_the_limit_is_no_more_than_the_first(
    client: Client, settings: Settings
) -> None:
    settings.PALAVER_RUNNING_GENERATIONS = settings.PALAVER_SENDS_PER_MINUTE = 1
    fields = message()
    assert [post(client, "/chats/", **fields).status_code for _ in range(3)] == [302, 302, 302]
    assert post(client, "/chats/", **message()).status_code == REFUSED


def test_the_same_client_id_of_another_person_is_another_chat(
    client: Client, strangers_client: Client
) -> None:
    fields = message()
    locations = {post(c, "/chats/", **fields)["Location"] for c in (client, strangers_client)}
    assert len(locations) == 2


def test_while_an_answer_runs_a_message_waits(client: Client, ask: Ask, chat: Chat) -> None:
    generation = ask()
    chat.refresh_from_db()
    fields = message("And <b>?", version=chat.version)
    for _ in range(2):
        response = post(client, f"/chats/{chat.pk}/messages/", turbo=True, **fields)
        html = response.content.decode()
        assert f'target="waiting_{chat.pk}"' in html
        assert html.count(f'data-client="{fields["client_id"]}"') == 1
        assert "And &lt;b&gt;?" in html
    assert chat.messages.count() == 2
    finish(claimed(generation), "So.")
    assert [m.text for m in chat.messages.order_by("id")] == ["Why?", "So.", "And <b>?", ""]


def test_several_models_are_asked_at_once(client: Client, chat: Chat) -> None:
    also = ["scripted/other", "", MODEL, "scripted/other"]
    html = send(client, chat, model=MODEL, also=also).content.decode()
    asked = Generation.objects.order_by("message").values_list("model", flat=True)
    assert list(asked) == [MODEL, "scripted/other"]
    assert html.count("<palaver-answer") == 2
    assert 'class="compare"' in html


@pytest.mark.parametrize(
    ("also", "sentence"),
    [(["a", "b", "c", "d"], "at most 4 models"), (["m\0"], "Null characters")],
)
def test_models_that_cannot_be_compared_are_refused(
    client: Client, chat: Chat, also: list[str], sentence: str
) -> None:
    response = send(client, chat, model=MODEL, also=also)
    assert response.status_code == REFUSED
    assert sentence in response.content.decode()
    assert not Generation.objects.exists()


def test_too_many_models_at_once_are_refused_and_none_is_asked(
    client: Client, chat: Chat, settings: Settings
) -> None:
    settings.PALAVER_RUNNING_GENERATIONS = 1
    response = send(client, chat, model=MODEL, also=["scripted/other"])
    assert response.status_code == REFUSED
    assert not Message.objects.exists()


def test_a_model_nobody_has_heard_of_is_an_error_on_the_answer_not_on_the_form(
    client: Client, chat: Chat
) -> None:
    assert send(client, chat, model="nobody/knows").status_code == 200
    assert Generation.objects.get().model == "nobody/knows"


def test_the_model_is_the_chats_own_unless_another_is_chosen(client: Client, chat: Chat) -> None:
    for chosen, expected in (("", MODEL), ("a/b", "a/b"), ("", "a/b")):
        chat.refresh_from_db()
        send(client, chat, model=chosen)
        generation = Generation.objects.get(status="queued")
        assert generation.model == expected
        finish(claimed(generation), "So.")


def test_too_many_answers_at_once_are_refused(
    client: Client, chat: Chat, ask: Ask, owner: User, settings: Settings
) -> None:
    settings.PALAVER_RUNNING_GENERATIONS = 2
    generations = [ask(chat=Chat.objects.create(owner=owner)) for _ in range(2)]
    assert "2 answers are being written" in send(client, chat).content.decode()
    finish(claimed(generations[0]), "So.")
    finished = generations[0].message
    assert send(client, chat).status_code == 200
    for verb in ("retry", "continuation"):
        response = post(client, f"/messages/{finished.pk}/{verb}/", turbo=True)
        assert response.status_code == REFUSED


def test_sending_too_fast_is_refused(client: Client, settings: Settings) -> None:
    settings.PALAVER_SENDS_PER_MINUTE = 2
    statuses = [post(client, "/chats/", **message()).status_code for _ in range(3)]
    assert statuses == [302, 302, REFUSED]
    assert Chat.objects.count() == 2


def test_a_failure_half_way_writes_nothing_and_announces_nothing(
    client: Client,
    hints: list[Hint],
    broadcasts: list[Broadcast],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("palaver.generation.models.generation.GenerationQuerySet.create", _locked)
    fields = message()
    assert post(client, "/chats/", **fields).status_code == 503
    assert not Chat.objects.exists()
    assert not Message.objects.exists()
    assert (hints, broadcasts) == ([], [])
    monkeypatch.undo()
    assert post(client, "/chats/", **fields).status_code == 302


def test_a_body_beyond_all_limits_is_refused(client: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert post(client, "/chats/", **message("x" * 2000)).status_code in (400, 413)
    assert not Chat.objects.exists()


def test_a_form_without_its_token_is_refused(owner: User, queued: Generation) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    chat, answer = queued.message.chat, queued.message
    addresses = [
        *("/chats/", f"/chats/{chat.pk}/messages/", f"/chats/{chat.pk}/title/"),
        *(f"/chats/{chat.pk}/deletion/", f"/chats/{chat.pk}/restoration/"),
        *(f"/messages/{answer.pk}/{verb}/" for verb in ("stop", "retry", "continuation")),
    ]
    for address in addresses:
        assert strict.post(address, message(title="T"), headers=TURBO).status_code == 403
    queued.refresh_from_db()
    assert (queued.status, Chat.objects.count(), Message.objects.count()) == ("queued", 1, 2)


def _locked(*_args: Any, **_fields: Any) -> Any:
    raise OperationalError("database is locked")
