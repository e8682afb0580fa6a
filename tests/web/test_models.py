"""The picker's list, and favourites."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from palaver.accounts.models import Favourite, User
from palaver.generation.catalogue import catalogue
from palaver.llm import Model, Price, Provider
from tests.web.posting import post

PRICE = Price(Decimal("0.25"), Decimal("12.5"), currency="EUR")
MODELS = [
    Model("near", "small", window=8_192),
    Model("near", "seer", window=1_048_576, sees=True, reasons=True, price=PRICE),
    Model("far", "away"),
]


@pytest.fixture(autouse=True)
def _offered(monkeypatch: pytest.MonkeyPatch, _models: None) -> None:
    monkeypatch.setattr(catalogue, "models", MODELS)
    providers = [Provider("near", "http://near.example"), Provider("far", "http://far.example")]
    monkeypatch.setattr(catalogue, "providers", providers)


def test_models_are_listed_by_provider_with_what_is_known(client: Client) -> None:
    html = client.get("/models/").content.decode()
    assert _groups(html) == {"near": ["near/small", "near/seer"], "far": ["far/away"]}
    assert "8k tokens" in html
    assert "1M tokens" in html
    assert "0.25 EUR in, 12.50 EUR out" in html
    assert html.count("sees images") == html.count("reasons") == 1


def test_favourites_come_first_and_once(client: Client, owner: User) -> None:
    Favourite.objects.mark(owner, "far/away")
    Favourite.objects.mark(owner, "gone/model")
    html = client.get("/models/").content.decode()
    assert _groups(html) == {"Favourites": ["far/away"], "near": ["near/small", "near/seer"]}


def test_the_model_of_the_chat_is_there_though_nobody_offers_it_now(client: Client) -> None:
    html = client.get("/models/?chosen=gone/model").content.decode()
    assert _groups(html)["gone"] == ["gone/model"]


def test_a_name_is_text(client: Client) -> None:
    html = client.get("/models/", {"chosen": "gone/<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in html


def test_a_favourite_is_marked_and_unmarked(client: Client, owner: User) -> None:
    assert post(client, "/models/favourites/", model="far/away", favourite="on").status_code == 204
    assert list(Favourite.objects.of(owner)) == ["far/away"]
    assert post(client, "/models/favourites/", model="far/away").status_code == 204
    assert not list(Favourite.objects.of(owner))


@pytest.mark.parametrize("model", ["", "gone/model", "x" * 300, "\0"])
def test_what_nobody_offers_is_nobodys_favourite(client: Client, model: str) -> None:
    assert post(client, "/models/favourites/", model=model, favourite="on").status_code == 422
    assert not Favourite.objects.exists()


def test_favourites_are_nobody_elses(client: Client, strangers_client: Client, owner: User) -> None:
    post(client, "/models/favourites/", model="far/away", favourite="on")
    assert "Favourites" in _groups(client.get("/models/").content.decode())
    assert "Favourites" not in _groups(strangers_client.get("/models/").content.decode())
    post(strangers_client, "/models/favourites/", model="far/away")
    assert list(Favourite.objects.of(owner)) == ["far/away"]


def test_three_hundred_models_cost_no_more_than_three(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CaptureQueriesContext(connection) as few:
        client.get("/models/")
    monkeypatch.setattr(catalogue, "models", [Model("near", f"m{n}") for n in range(300)])
    with CaptureQueriesContext(connection) as many:
        html = client.get("/models/").content.decode()
    assert len(few) == len(many) <= 4
    assert len(_groups(html)["near"]) == 300


def _groups(html: str) -> dict[str, list[str]]:
    parts = re.split(r'role="group" aria-label="(.+?)"', html)[1:]
    return {
        name: re.findall(r'data-model="(.+?)"', part)
        for name, part in zip(parts[::2], parts[1::2], strict=True)
    }
