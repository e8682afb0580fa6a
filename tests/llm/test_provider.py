"""Providers and models as values."""

import pytest

from palaver.llm import Model, Provider


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1/models"),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1/models"),
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1/models"),
        ("http://127.0.0.1:11434/", "http://127.0.0.1:11434/v1/models"),
        ("https://acme.example/openai/v2", "https://acme.example/openai/v2/models"),
    ],
)
def test_v1_is_understood_where_the_address_has_no_path(base_url: str, expected: str) -> None:
    assert Provider("acme", base_url).url("models") == expected


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/tokenize"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/tokenize"),
        ("https://acme.example/llama/v1/", "https://acme.example/llama/tokenize"),
    ],
)
def test_what_is_a_servers_own_is_beside_v1(base_url: str, expected: str) -> None:
    assert Provider("acme", base_url).own_url("tokenize") == expected


def test_a_model_id_leads_back_to_the_model() -> None:
    model = Model("router", "meta/llama-4:free")
    assert model.id == "router/meta/llama-4:free"
    assert Model.from_id(model.id) == model


def test_secrets_do_not_show() -> None:
    provider = Provider("acme", "http://a", api_key="sk-1", headers={"X-Key": "sk-2"})
    assert "sk-" not in repr(provider)


def test_a_provider_may_be_a_key_of_a_dictionary() -> None:
    assert {Provider("acme", "http://a", headers={"a": "b"})}
