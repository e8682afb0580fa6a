"""The parameters of a chat, and of one that is about to begin."""

from typing import Any

import pytest
from django.test import Client

from palaver.accounts.models import User
from palaver.chats.models import Chat
from palaver.generation.catalogue import catalogue
from palaver.generation.hints import ChatMoved, Hint
from palaver.llm import Model
from tests.generation.fixtures import MODEL
from tests.web.posting import message, post

pytestmark = pytest.mark.usefixtures("broadcasts")
WRONG = {
    "temperature": ["2.1", "-1", "hot", "nan", "1e99"],
    "top_p": ["1.5", "-0.1", "all"],
    "max_tokens": ["0", "-5", "1.5", "many", "9" * 30],
    "stop": ["a\nb\nc\nd\ne", "x" * 101, "a\0b"],
    "seed": ["-1", "x", str(2**31)],
    "reasoning_effort": ["extreme"],
}
FILLED_IN = {
    "temperature": "0",
    "top_p": "0.9",
    "max_tokens": "500",
    "stop": " END\r\n\r\nSTOP",
    "seed": "0",
    "reasoning_effort": "low",
    "response_format": "on",
}
CHOSEN = {
    "temperature": 0.0,
    "top_p": 0.9,
    "max_tokens": 500,
    "stop": [" END", "STOP"],
    "seed": 0,
    "reasoning_effort": "low",
    "response_format": {"type": "json_object"},
}


def test_what_is_filled_in_is_the_chats_and_shown_again(
    client: Client, chat: Chat, hints: list[Hint]
) -> None:
    response = _post(client, chat, **FILLED_IN)
    assert response.headers["Location"] == f"/chats/{chat.pk}/"
    chat.refresh_from_db()
    assert chat.parameters == CHOSEN
    assert hints == [ChatMoved(chat.pk, chat.version)]
    html = _get(client, chat)
    for shown in ('value="0.0"', 'value="0.9"', 'value="500"', " END\nSTOP</textarea>", "checked"):
        assert shown in html


def test_emptied_fields_are_the_models_own_choice_again(client: Client, chat: Chat) -> None:
    _post(client, chat, **FILLED_IN)
    _post(client, chat)
    chat.refresh_from_db()
    assert chat.parameters is None


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, each in WRONG.items() for v in each])
def test_what_is_wrong_is_said_at_its_field(
    client: Client, chat: Chat, name: str, value: str
) -> None:
    response = _post(client, chat, **{name: value})
    assert response.status_code == 422
    html = response.content.decode()
    assert f'id="id_{name}_error"' in html
    assert html.count('aria-invalid="true"') == 1
    chat.refresh_from_db()
    assert chat.parameters is None


def test_only_what_the_model_takes_is_shown_and_the_rest_is_kept(
    client: Client, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    picky = Model("scripted", "picky", reasons=False, takes=frozenset({"temperature"}))
    monkeypatch.setattr(catalogue, "models", [picky])
    Chat.objects.filter(pk=chat.pk).update(parameters={"seed": 7})
    html = _get(client, chat, model="scripted/picky")
    assert 'name="temperature"' in html
    assert 'name="seed"' not in html
    _post(client, chat, model="scripted/picky", temperature="1", seed="8")
    chat.refresh_from_db()
    assert chat.parameters == {"seed": 7, "temperature": 1.0}


def test_an_answer_is_no_longer_than_the_model_writes(
    client: Client, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "models", [Model("scripted", "short", longest_answer=100)])
    response = _post(client, chat, model="scripted/short", max_tokens="101")
    assert "This model writes at most 100 tokens." in response.content.decode()


def test_turbo_is_told_in_a_toast(client: Client, chat: Chat) -> None:
    response = post(client, f"/chats/{chat.pk}/parameters/", turbo=True, temperature="1")
    assert 'target="toasts"' in response.content.decode()
    response = post(client, f"/chats/{chat.pk}/parameters/", turbo=True, temperature="9")
    assert response.status_code == 422


def test_a_frame_gets_the_form_and_a_browser_a_page(client: Client, chat: Chat) -> None:
    assert "<html" in _get(client, chat)
    address = f"/chats/{chat.pk}/parameters/"
    html = client.get(address, headers={"turbo-frame": "parameters"}).content.decode()
    assert "<html" not in html
    assert '<turbo-frame id="parameters">' in html


def test_a_new_chat_begins_with_them(client: Client, owner: User) -> None:
    post(client, "/chats/", **message(model=MODEL, **FILLED_IN))
    assert owner.chats.get().parameters == CHOSEN


def test_a_new_chat_without_any_has_none(client: Client, owner: User) -> None:
    post(client, "/chats/", **message(model=MODEL))
    assert owner.chats.get().parameters is None


def test_a_new_chat_with_wrong_ones_is_not_begun(client: Client, owner: User) -> None:
    response = post(client, "/chats/", turbo=True, **message(temperature="9"))
    assert "The temperature is a number from 0 to 2." in response.content.decode()
    assert not owner.chats.exists()


def test_what_was_filled_in_for_a_new_chat_is_carried_over(client: Client) -> None:
    html = client.get("/parameters/", {"model": MODEL, "temperature": "0.7"}).content.decode()
    assert 'value="0.7"' in html
    assert "<form" not in html.split('<turbo-frame id="parameters">')[1].split("</turbo-frame>")[0]


def _post(client: Client, chat: Chat, **fields: Any) -> Any:
    return post(client, f"/chats/{chat.pk}/parameters/", **fields)


def _get(client: Client, chat: Chat, **query: str) -> str:
    return client.get(f"/chats/{chat.pk}/parameters/", query).content.decode()
