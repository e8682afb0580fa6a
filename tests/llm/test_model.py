"""What is known of a model, from wherever it is known."""

from dataclasses import replace
from decimal import Decimal

from palaver.llm import Client, Model, Price, Provider, Usage

PRICE = Price(Decimal("2.50"), Decimal(10), Decimal("1.25"))


def test_a_price_is_for_a_million_tokens() -> None:
    assert PRICE.of(Usage(1_000_000, 1_000_000)) == Decimal("12.5")
    assert PRICE.of(Usage(1_000, 200, 150, cached_tokens=400)) == Decimal("0.004")
    assert PRICE.of(Usage()) == 0


def test_cached_tokens_cost_as_much_as_others_where_no_price_of_them_is_known() -> None:
    assert replace(PRICE, cached=None).of(Usage(1_000, cached_tokens=400)) == Decimal("0.0025")


def test_more_cached_tokens_than_there_are_cost_no_less_than_nothing() -> None:
    assert PRICE.of(Usage(100, cached_tokens=10**9)) == Decimal("0.000125")


def test_what_nobody_knows_may_be_taken() -> None:
    model = Model("acme", "m")
    assert model.may_take("seed")
    assert model.may_take("reasoning_effort")
    assert not replace(model, reasons=False).may_take("reasoning_effort")
    assert replace(model, reasons=True, takes=frozenset()).may_take("reasoning_effort")
    assert not replace(model, takes=frozenset({"seed"})).may_take("stop")


def test_one_source_is_made_whole_by_another() -> None:
    configured = Model("acme", "m", window=8_000, sees=False)
    reported = Model("acme", "m", window=32_000, sees=True, reasons=True)
    assert configured.or_else(reported) == Model(
        "acme", "m", window=8_000, sees=False, reasons=True
    )


def test_openais_own_models_are_known_at_openai_and_nowhere_else() -> None:
    openai = Provider("openai", "https://api.openai.com/v1")
    assert openai.describe("gpt-4o").window == 128_000
    assert openai.describe("gpt-4o-2024-08-06").sees
    assert openai.describe("gpt-unheard-of") == Model("openai", "gpt-unheard-of")
    assert openai.describe("gpt-4o").price is None
    elsewhere = Provider("openai", "https://openai.example/v1")
    assert elsewhere.describe("gpt-4o") == Model("openai", "gpt-4o")


async def test_a_description_is_added_to_what_the_provider_reports(
    client: Client, provider: Provider
) -> None:
    described = replace(provider, described=(Model("acme", "scripted", window=9_000),))
    found = {model.name: model.window for model in await client.models(described)}
    assert found["scripted"] == 9_000
    assert found["scripted-fast"] is None


async def test_where_a_provider_cannot_be_asked_its_description_serves_as_a_list(
    client: Client, provider: Provider
) -> None:
    away = replace(provider, base_url="http://127.0.0.1:9/v1", described=(Model("acme", "m"),))
    assert (await client.models(away)).models == (Model("acme", "m"),)
