"""What a chat and an answer cost, on demand."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from palaver.chats.models import Chat
from palaver.generation.models import Call, Generation, Purpose
from palaver.llm import Price, Usage
from palaver.web.templatetags.prices import grouped, money, price, window

PRICE = Price(Decimal(2), Decimal(10))


@pytest.fixture
def paid(queued: Generation) -> Generation:
    chat = queued.message.chat
    answer = Call.open(chat, Purpose.ANSWER, queued.model, generation=queued, price=PRICE)
    answer.close("done", Usage(12_000, 1_000, cached_tokens=2_000))
    title = Call.open(chat, Purpose.TITLE, queued.model, price=PRICE)
    title.close("done", Usage(100, 10))
    return queued


def test_a_chat_costs_its_answers_and_its_title(client: Client, paid: Generation) -> None:
    html = client.get(f"/chats/{paid.message.chat_id}/costs/").content.decode()
    for shown in ("12,000", "(2,000 cached)", "0.03 USD", "(title)", "0.00030 USD"):
        assert shown in html


def test_an_answer_costs_what_it_was_alone(client: Client, paid: Generation) -> None:
    html = client.get(f"/messages/{paid.message_id}/costs/").content.decode()
    assert "12,000" in html
    assert "(title)" not in html


def test_where_no_price_is_known_that_is_said(
    client: Client, chat: Chat, queued: Generation
) -> None:
    address = f"/chats/{chat.pk}/costs/"
    assert "Nothing has been asked yet." in client.get(address).content.decode()
    Call.open(chat, Purpose.ANSWER, queued.model).close("done", Usage(5, 5))
    assert "No price of these models is known here." in client.get(address).content.decode()


def test_a_frame_gets_a_frame(client: Client, paid: Generation) -> None:
    for address, frame in (
        (f"/chats/{paid.message.chat_id}/costs/", f"cost_{paid.message.chat_id}"),
        (f"/messages/{paid.message_id}/costs/", f"cost_{paid.message_id}"),
    ):
        html = client.get(address, headers={"turbo-frame": frame}).content.decode()
        assert f'<turbo-frame id="{frame}">' in html
        assert "<html" not in html


def test_many_calls_are_no_more_questions(client: Client, paid: Generation) -> None:
    address = f"/chats/{paid.message.chat_id}/costs/"
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    Call.objects.bulk_create(
        Call(user_id=c.user_id, chat_id=c.chat_id, purpose=c.purpose, model=f"{c.model}{n}")
        for c in Call.objects.all()
        for n in range(50)
    )
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 5


def test_numbers_are_written_as_people_read_them() -> None:
    assert [window(n) for n in (500, 8_192, 128_000, 1_047_576, 10_000_000)] == [
        "500",
        "8k",
        "128k",
        "1M",
        "10M",
    ]
    assert grouped(1_234_567) == "1,234,567"
    amounts = ("0", "0.000123", "0.5", "12.346")
    assert [money(Decimal(a), "USD") for a in amounts] == [
        "0.00 USD",
        "0.00012 USD",
        "0.50 USD",
        "12.35 USD",
    ]
    prices = ("0", "0.25", "0.025", "12.5", "15")
    assert [price(Decimal(p), "EUR") for p in prices] == [
        "0 EUR",
        "0.25 EUR",
        "0.025 EUR",
        "12.50 EUR",
        "15 EUR",
    ]
