"""What calls have used and cost, by the prices of their time."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from palaver.chats.models import Chat
from palaver.generation.models import Call, Generation, Purpose
from palaver.generation.titles import Title
from palaver.llm import Model, Price, Usage
from tests.generation.engines import Palaver

PRICE = Price(Decimal(2), Decimal(10), Decimal(1))


async def test_an_answer_and_its_title_are_paid_for(palaver: Palaver) -> None:
    _sell(palaver, "scripted?tokens=50&reasoning=10", PRICE)
    generation = await palaver.answered("scripted?tokens=50&reasoning=10")
    await Title(palaver.engine, generation.pk).suggest()
    rows = await palaver.database.run(lambda: list(Call.objects.filter(chat=palaver.chat).totals()))
    answer, title = rows
    assert (answer["purpose"], answer["calls"], answer["completion"]) == ("answer", 1, 60)
    assert answer["spent"] == PRICE.of(Usage(answer["prompt"], 60))
    assert (title["purpose"], title["currency"]) == ("title", "USD")
    assert title["spent"] > 0


async def test_a_call_belongs_to_its_answer(palaver: Palaver) -> None:
    generation = await palaver.answered("scripted?tokens=50&fault=cut_at:40&times=1")
    await palaver.database.run(generation.go_on)
    await palaver.run(generation)
    calls = Call.objects.filter(generation=generation)
    assert await palaver.database.run(calls.count) == 2


async def test_without_a_price_there_is_no_cost(palaver: Palaver) -> None:
    await palaver.answered("scripted?tokens=5")
    call = await palaver.database.run(Call.objects.get)
    assert (call.cost, call.currency, call.completion_tokens) == (None, "", 5)


def test_a_call_keeps_the_price_that_was_in_force(chat: Chat, queued: Generation) -> None:
    for price in (PRICE, Price(Decimal(4), Decimal(20))):
        call = Call.open(chat, Purpose.ANSWER, "m", generation=queued, price=price)
        call.close("done", Usage(1_000, 100, cached_tokens=500))
    spent = Call.objects.aggregate(spent=Sum("cost"))["spent"]
    assert spent == Decimal("0.0025") + Decimal("0.006")


def test_currencies_are_not_added_up(chat: Chat) -> None:
    for currency in ("USD", "EUR"):
        price = Price(Decimal(1), Decimal(1), currency=currency)
        Call.open(chat, Purpose.ANSWER, "m", price=price).close("done", Usage(1_000_000))
    rows = Call.objects.filter(chat=chat).totals()
    assert [(row["currency"], row["spent"]) for row in rows] == [("EUR", 1), ("USD", 1)]


def test_a_call_that_was_stopped_costs_what_nobody_told(chat: Chat) -> None:
    call = Call.open(chat, Purpose.ANSWER, "m", price=PRICE)
    call.close("stopped", None)
    assert (call.cost, call.prompt_tokens) == (None, None)


@pytest.mark.parametrize("tokens", [0, 2**31 - 1])
def test_any_number_of_tokens_has_a_cost_that_can_be_stored(chat: Chat, tokens: int) -> None:
    call = Call.open(chat, Purpose.ANSWER, "m", price=Price(Decimal(600), Decimal(600)))
    call.close("done", Usage(tokens, tokens))
    call.refresh_from_db()
    assert call.cost == Decimal(tokens) * 1200 / 1_000_000


def _sell(palaver: Palaver, name: str, price: Price) -> None:
    palaver.engine.catalogue.models = [Model("scripted", name, price=price)]
