"""The page of the search, and the frame that follows what is typed."""

import re
from collections.abc import Iterable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from palaver.accounts.models import User
from palaver.chats.models import Chat, Message
from palaver.chats.search.finding import PAGE
from palaver.generation.models import Generation

MOST_QUERIES = 10


@pytest.fixture
def chat(owner: User) -> Chat:
    return Chat.objects.create(owner=owner, title="Rivers <b>of</b> Europe")


def say(chat: Chat, *texts: str, role: str = "user") -> list[Message]:
    return [Message.objects.create(chat=chat, role=role, text=text) for text in texts]


def get(client: Client, question: str, frame: str = "", **fields: str) -> str:
    headers = {"Turbo-Frame": frame} if frame else {}
    response = client.get("/search/", {"q": question, **fields}, headers=headers)
    assert response.status_code == 200
    return str(response.content.decode())


def links(html: str) -> list[str]:
    return re.findall(r'class="hit" href="([^"]+)"', html)


def test_a_hit_leads_to_the_message(client: Client, chat: Chat) -> None:
    (message,) = say(chat, "the river & <i>its</i> delta")
    html = get(client, "delta ")

    assert links(html) == [f"/chats/{chat.pk}/?message={message.pk}"]
    assert "the river &amp; &lt;i&gt;its&lt;/i&gt; <mark>delta</mark>" in html
    assert "Rivers &lt;b&gt;of&lt;/b&gt; Europe" in html
    assert "1 message<" in html


def test_a_title_leads_to_the_chat(client: Client, chat: Chat) -> None:
    html = get(client, "euro")

    assert links(html) == [f"/chats/{chat.pk}/"]
    assert "Rivers &lt;b&gt;of&lt;/b&gt; <mark>Europe</mark>" in html
    assert "No message was found." in html


def test_an_answer_says_which_model_wrote_it(client: Client, chat: Chat) -> None:
    (answer,) = say(chat, "a river", role="assistant")
    assert ">Answer<" in get(client, "river ")

    Generation.objects.create(message=answer, model="local/qwen3", status="done")
    assert ">qwen3<" in get(client, "river ")
    assert links(get(client, "model:qwen")) == [f"/chats/{chat.pk}/?message={answer.pk}"]


@pytest.mark.parametrize("question", ["", "  ", "-", '""'])
def test_without_a_word_the_page_says_what_can_be_asked(client: Client, question: str) -> None:
    html = get(client, question)

    assert "from:me" in html
    assert links(html) == []


@pytest.mark.parametrize(
    "question", ["nowhere", "in:Nowhere", "from:me from:answer", "' OR 1=1 --"]
)
def test_where_nothing_is_found_it_says_so(client: Client, question: str) -> None:
    assert "Nothing was found." in get(client, question)


@pytest.mark.parametrize("question", ["\0", "river " * 2000, '"' * 10_000, "in:x model:x " * 900])
def test_whatever_is_asked_is_answered(client: Client, question: str) -> None:
    assert "search_results" in get(client, question)


def test_what_was_asked_stands_in_the_box_and_is_not_alive(client: Client) -> None:
    html = get(client, '"><script>alert(1)</script>')

    assert "<script>alert" not in html
    assert 'value="&quot;&gt;&lt;script&gt;' in html


def test_a_frame_gets_the_results_alone_under_its_own_name(client: Client, chat: Chat) -> None:
    say(chat, "river")
    html = get(client, "river ", frame="palette_search")

    assert '<turbo-frame id="palette_search"' in html
    assert "<html" not in html
    assert len(links(html)) == 1


@pytest.mark.parametrize("frame", ['x" onclick="1', "x" * 61, "a b"])
def test_a_name_that_is_none_is_not_repeated(client: Client, frame: str) -> None:
    assert '<turbo-frame id="search_results"' in get(client, "river ", frame=frame)


def test_pages_follow_each_other(client: Client, chat: Chat) -> None:
    say(chat, *(f"river {number}" for number in range(PAGE + 1)))
    first, second, third = (get(client, "&river ", page=page) for page in "123")

    assert [len(links(html)) for html in (first, second, third)] == [PAGE, 1, 0]
    assert "/search/?q=%26river%20&amp;page=2" in first
    assert "/search/?q=%26river%20&amp;page=1" in second
    assert "page=3" not in second
    assert "There is nothing more." in third


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999", "", "1e3", "٣"])
def test_a_page_that_is_none_is_the_first(client: Client, chat: Chat, page: str) -> None:
    say(chat, "river")
    assert len(links(get(client, "river ", page=page))) == 1


def test_a_stranger_finds_nothing(client: Client, strangers_client: Client, chat: Chat) -> None:
    say(chat, "river in Europe")

    assert len(links(get(client, "europe "))) == 2
    assert links(get(strangers_client, "europe ")) == []


def test_whoever_is_not_signed_in_is_led_to_the_entrance(owner: User) -> None:
    assert Client().get("/search/?q=river").status_code == 302


def test_dates_are_those_of_the_reader(client: Client, chat: Chat) -> None:
    say(chat, "river")
    client.cookies["zone"] = "Pacific/Auckland"

    assert len(links(get(client, "river after:2020"))) == 1
    assert links(get(client, "river before:2020")) == []


@pytest.mark.parametrize("frame", ["", "search_results"])
def test_however_much_is_found_the_queries_are_few(client: Client, chat: Chat, frame: str) -> None:
    say(chat, "river in Europe")
    few = _queries(client, frame)
    for number in range(60):
        more = Chat.objects.create(owner=chat.owner, title=f"Europe {number}")
        for message in say(more, "river in Europe", role="assistant"):
            Generation.objects.create(message=message, model="a/b", status="done")
    many = _queries(client, frame)

    assert len(many) == len(few) <= MOST_QUERIES, many
    assert not any("chats_message" in query and '"html"' in query for query in many)


def _queries(client: Client, frame: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        get(client, 'river "in europe" -in:Work ', frame)
    return [query["sql"] for query in _counted(captured.captured_queries)]


def _counted(queries: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return [query for query in queries if query["sql"].split()[0] in {"SELECT", "WITH", "SET"}]
