"""Counting tokens by servers that have the tokenizer of their model."""

from dataclasses import replace

import pytest

from palaver.llm import Client, Provider
from palaver.llm.provider import Kind
from tests.provider import ScriptedProvider


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("llamacpp", {"content": "One two", "add_special": False, "parse_special": False}),
        ("vllm", {"prompt": "One two", "add_special_tokens": False}),
    ],
)
async def test_a_server_with_a_tokenizer_counts(
    client: Client, scripted: ScriptedProvider, kind: Kind, asked: dict[str, object]
) -> None:
    scripted.key = "sk-1"
    provider = Provider("acme", scripted.base_url, api_key="sk-1", kind=kind)
    assert await client.count(provider, "m", "One two") == 3
    assert scripted.counted == [{"model": "m", **asked}]


async def test_no_other_server_is_asked(client: Client, scripted: ScriptedProvider) -> None:
    kinds: list[Kind] = ["openai", "ollama", "lmstudio", "demo"]
    for kind in kinds:
        provider = Provider("acme", scripted.base_url, kind=kind)
        assert await client.count(provider, "m", "One two") is None
    assert scripted.counted == []


async def test_a_server_that_cannot_count_is_no_error(
    client: Client, scripted: ScriptedProvider
) -> None:
    broken = Provider("acme", scripted.broken_url, kind="vllm")
    nobody = replace(broken, base_url="http://127.0.0.1:9/v1")
    something_else = replace(broken, base_url=f"http://127.0.0.1:{scripted.port}/elsewhere/v2")
    scripted.odd_tokens = b'{"tokens": "many"}'
    odd = replace(broken, base_url=scripted.base_url)
    for provider in (broken, nobody, something_else, odd):
        assert await client.count(provider, "m", "One two") is None


async def test_half_characters_are_counted_too(client: Client, scripted: ScriptedProvider) -> None:
    provider = Provider("acme", scripted.base_url, kind="llamacpp")
    assert await client.count(provider, "m", "\ud83d\0") == 1
