"""The pages: what they show, what they ask the database, and what they never ask it."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from palaver.accounts.models import User
from palaver.chats.models import Chat, Message
from palaver.generation.cursor import Cursor
from palaver.generation.models import Generation, Status
from palaver.markdown import render
from palaver.web import conversation, lists
from tests.generation.fixtures import MODEL, Ask
from tests.generation.writing import claimed, finish, think, write

pytestmark = pytest.mark.usefixtures("broadcasts")

TEXTS = re.compile(r'"chats_message"\."(text|html|reasoning)"')
IN_FRAME = {"turbo-frame": "chats"}


def test_a_chat_shows_its_messages(client: Client, queued: Generation, chat: Chat) -> None:
    finish(claimed(queued), "**So** <script>alert(1)</script>")
    html = client.get(f"/chats/{chat.pk}/").content.decode()
    assert render("**So** <script>alert(1)</script>") in html
    assert "<script>alert(1)" not in html
    assert f'id="message_{queued.message_id}"' in html
    assert 'data-status="done"' in html
    assert f'data-version="{chat.version + 1}"' in html


def test_a_live_answer_is_shown_with_the_cursor_of_what_is_shown(
    client: Client, queued: Generation, chat: Chat
) -> None:
    write(think(claimed(queued), "Hm & so."), "One.\n\nTwo.\n\nThr")
    html = client.get(f"/chats/{chat.pk}/").content.decode()
    found = re.search(r'<palaver-answer message="(.+?)" cursor="(.+?)">', html)
    assert found is not None
    cursor = Cursor.parse(found[2])
    assert found[1] == str(queued.message_id)
    assert cursor is not None
    assert (cursor.epoch, cursor.position, cursor.reasoning) == (1, 15, 8)
    assert "<p>One.</p>" in html
    assert "Hm &amp; so." in html


def test_the_markdown_of_an_answer_can_be_copied(client: Client, queued: Generation) -> None:
    finish(claimed(queued), "**So** <b>\n")
    response = client.get(f"/messages/{queued.message_id}/text/")
    assert response.content.decode() == "**So** <b>\n"
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_new_chats_page_offers_the_models(client: Client) -> None:
    html = client.get("/").content.decode()
    assert f'value="{MODEL}" selected' in html
    assert 'value="scripted/other"' in html


def test_the_model_of_the_last_chat_is_chosen_again(client: Client, owner: User) -> None:
    Chat.objects.create(owner=owner, model="scripted/other")
    assert 'value="scripted/other" selected' in client.get("/").content.decode()


def test_a_model_that_is_no_longer_offered_stays_the_chats_own(client: Client, owner: User) -> None:
    chat = Chat.objects.create(owner=owner, model="gone/model")
    assert 'value="gone/model" selected' in client.get(f"/chats/{chat.pk}/").content.decode()


def test_the_list_comes_in_pages(
    client: Client, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PER_PAGE", 3)
    made = [Chat.objects.create(owner=owner, title=f"chat {n}") for n in range(8)]
    pages, address = [], "/chats/"
    while address:
        html = client.get(address, headers=IN_FRAME).content.decode()
        pages.append([int(n) for n in re.findall(r"chat (\d)<", html)])
        following = re.search(r'href="(/chats/\?list_before=.+?)"', html)
        address = following[1] if following else ""
    assert pages == [[7, 6, 5], [4, 3, 2], [1, 0]]
    assert len(made) == 8


@pytest.mark.parametrize("before", ["", "x", "0" * 32, f"{7:032x}", "\0", "٣"])
def test_a_hostile_page_number_shows_the_first_page(
    client: Client, chat: Chat, before: str
) -> None:
    names = ("before", "after", "message")
    for address in ("/chats/?list_before=", *(f"/chats/{chat.pk}/?{name}=" for name in names)):
        assert client.get(f"{address}{before}").status_code == 200


def test_a_long_chat_comes_in_pages(
    client: Client, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "PER_PAGE", 4)
    _say(chat, 10)
    html = client.get(f"/chats/{chat.pk}/").content.decode()
    assert re.findall(r"message (\d)\.", html) == ["6", "7", "8", "9"]
    earlier = re.search(r'src="(/chats/[^"]+before=[^"]+)"', html)
    assert earlier is not None
    html = client.get(earlier[1], headers={"turbo-frame": "earlier"}).content.decode()
    assert re.findall(r"message (\d)\.", html) == ["2", "3", "4", "5"]


def test_a_chat_is_opened_at_a_message_and_read_on_from_there(
    client: Client, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "PER_PAGE", 3)
    monkeypatch.setattr(conversation, "AROUND", 2)
    said = _say(chat, 10)
    html = client.get(f"/chats/{chat.pk}/?message={said[4].pk}").content.decode()
    assert re.findall(r"message (\d)\.", html) == ["2", "3", "4", "5", "6"]
    assert f"before={said[2].pk}" in html
    later = re.search(r'src="(/chats/[^"]+after=[^"]+)"', html)
    assert later is not None
    html = client.get(later[1], headers={"turbo-frame": "later"}).content.decode()
    assert re.findall(r"message (\d)\.", html) == ["7", "8", "9"]
    assert "after=" not in html.replace(later[1], "")


def test_a_message_in_another_branch_is_opened_in_its_branch(
    client: Client, chat: Chat, ask: Ask
) -> None:
    first = ask("message 1.")
    finish(claimed(first), "So.")
    question = first.message.parent
    assert question is not None
    Generation.objects.ask_instead(question, "message 2.", client_id=uuid4(), model=MODEL)
    address = f"/chats/{chat.pk}/"
    assert re.findall(r"message (\d)\.", _log(client, address)) == ["2"]
    at_first = f"{address}?message={question.pk}"
    assert re.findall(r"message (\d)\.", _log(client, at_first, prefetch=True)) == ["2"]
    assert re.findall(r"message (\d)\.", _log(client, at_first)) == ["1"]
    assert re.findall(r"message (\d)\.", _log(client, address)) == ["1"]


def test_a_page_asks_no_more_for_a_long_chat(
    client: Client, chat: Chat, ask: Ask, owner: User
) -> None:
    def grow() -> None:
        finish(claimed(ask("And?")), "So.")

    _asks_the_same(client, f"/chats/{chat.pk}/", grow, most=10)


def test_a_page_asks_no_more_for_a_long_list(client: Client, owner: User) -> None:
    def grow() -> None:
        Chat.objects.create(owner=owner, title="One more")

    for address in ("/", "/chats/"):
        _asks_the_same(client, address, grow, most=10)


def test_the_list_never_touches_the_text_of_messages(
    client: Client, queued: Generation, chat: Chat
) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/chats/{chat.pk}/")
    assert any(TEXTS.search(query["sql"]) for query in queries), "else this proves nothing"
    with CaptureQueriesContext(connection) as queries:
        for address in ("/", "/chats/", "/chats/?list_before=" + str(chat.pk)):
            client.get(address)
            client.get(address, headers=IN_FRAME)
    assert len(queries) > 0
    assert not [query["sql"] for query in queries if TEXTS.search(query["sql"])]


@pytest.mark.parametrize("status", list(Status))
def test_every_end_is_shown(client: Client, queued: Generation, chat: Chat, status: Status) -> None:
    kind = "internal" if status == Status.FAILED else ""
    rows = Generation.objects.filter(pk=queued.pk)
    rows.update(status=status, error_kind=kind, error_text="<i>Something</i> broke.")
    html = client.get(f"/chats/{chat.pk}/").content.decode()
    assert f'data-status="{status}"' in html
    assert "<i>Something</i>" not in html
    assert ("&lt;i&gt;Something&lt;/i&gt; broke." in html) is (
        status in (Status.FAILED, Status.INTERRUPTED, Status.DONE)
    )


def _say(chat: Chat, number: int) -> list[Message]:
    said: list[Message] = []
    for n in range(number):
        parent = said[-1] if said else None
        said.append(
            Message.objects.create(chat=chat, parent=parent, role="user", text=f"message {n}.")
        )
    return said


def _log(client: Client, address: str, prefetch: bool = False) -> str:
    headers = {"x-sec-purpose": "prefetch"} if prefetch else {}
    html: str = client.get(address, headers=headers).content.decode()
    return html[html.index('class="log"') : html.index('class="composer"')]


def _asks_the_same(client: Client, address: str, grow: Callable[[], None], most: int) -> None:
    grow()
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(5):
        grow()
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= most, [query["sql"] for query in many]
