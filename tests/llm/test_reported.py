"""What lists of models say, in the words of the servers that send them."""

from decimal import Decimal

import pytest

from palaver.llm import Client, Model, Price, Provider
from palaver.llm.reported import read_models
from tests.provider import ScriptedProvider

OPENROUTER = b"""{"data": [{"id": "meta/llama", "context_length": 131072,
    "architecture": {"input_modalities": ["text", "image"]},
    "pricing": {"prompt": "0.00000025", "completion": "0.000002",
        "input_cache_read": "0.000000025"},
    "top_provider": {"context_length": 65536, "max_completion_tokens": 16384},
    "supported_parameters": ["temperature", "reasoning", "seed"]}]}"""
LISTS = {
    "vLLM": (b'{"data": [{"id": "m", "max_model_len": 32768}]}', Model("acme", "m", window=32768)),
    "llama.cpp": (
        b'{"data": [{"id": "m", "meta": {"n_ctx": 8192, "n_ctx_train": 131072}}]}',
        Model("acme", "m", window=8192),
    ),
    "an older llama.cpp": (
        b'{"data": [{"id": "m", "meta": {"n_ctx_train": 131072}}]}',
        Model("acme", "m"),
    ),
    "LM Studio": (
        b'{"data": [{"id": "m", "type": "vlm", "max_context_length": 32768,'
        b' "loaded_context_length": 4096, "capabilities": ["tool_use"]}]}',
        Model("acme", "m", window=4096, sees=True),
    ),
    "LM Studio, not loaded": (
        b'{"data": [{"id": "m", "type": "llm", "max_context_length": 32768}]}',
        Model("acme", "m", window=32768, sees=False),
    ),
    "Groq": (
        b'{"data": [{"id": "m", "context_window": 131072, "max_completion_tokens": 8192}]}',
        Model("acme", "m", window=131072, longest_answer=8192),
    ),
    "Mistral": (
        b'{"data": [{"id": "m", "max_context_length": 131072, "capabilities": {"vision": true}}]}',
        Model("acme", "m", window=131072, sees=True),
    ),
    "OpenAI": (b'{"data": [{"id": "m", "object": "model"}]}', Model("acme", "m")),
}
ODD = (
    '"context_length": "many"',
    '"context_length": -1',
    '"context_length": true',
    '"context_length": 1e30',
    '"architecture": []',
    '"architecture": {"input_modalities": "image"}',
    '"capabilities": [7]',
    '"pricing": {"prompt": "-1", "completion": "-1"}',
    '"pricing": {"prompt": "cheap", "completion": "0"}',
    '"pricing": {"prompt": "NaN", "completion": "0"}',
    '"pricing": "free"',
    '"top_provider": 3',
    '"supported_parameters": "all"',
    '"meta": null',
)


def test_openrouter_says_what_a_model_takes_and_costs() -> None:
    (model,) = read_models(OPENROUTER, "acme")
    assert model == Model(
        "acme",
        "meta/llama",
        window=65536,
        longest_answer=16384,
        sees=True,
        reasons=True,
        takes=frozenset({"temperature", "reasoning", "reasoning_effort", "seed"}),
        price=Price(Decimal("0.25"), Decimal(2), Decimal("0.025")),
    )
    assert [model.may_take(name) for name in ("seed", "reasoning_effort", "stop")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("server", LISTS)
def test_each_server_has_its_own_words(server: str) -> None:
    body, model = LISTS[server]
    assert read_models(body, "acme") == (model,)


@pytest.mark.parametrize("field", ODD)
def test_what_is_odd_counts_as_unknown(field: str) -> None:
    body = f'{{"data": [{{"id": "m", {field}}}]}}'.encode()
    assert read_models(body, "acme") == (Model("acme", "m"),)


def test_free_is_a_price() -> None:
    body = b'{"data": [{"id": "m", "pricing": {"prompt": "0", "completion": "0"}}]}'
    assert read_models(body, "acme")[0].price == Price(Decimal(0), Decimal(0))


async def test_lm_studio_is_asked_the_ordinary_way_where_it_is_an_older_one(
    client: Client, scripted: ScriptedProvider
) -> None:
    studio = Provider("studio", scripted.base_url, kind="lmstudio")
    catalogue = await client.models(studio)
    assert catalogue.error is None
    assert "scripted" in [model.name for model in catalogue]
