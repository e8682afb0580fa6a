"""Counting by servers that have the tokenizer of their model at hand."""

import asyncio
from typing import Any

import msgspec

from palaver.llm.errors import ProviderError
from palaver.llm.provider import Provider
from palaver.llm.text import clean
from palaver.llm.transport import Transport

PATIENCE = 5.0  # seconds


class _Tokenized(msgspec.Struct):
    tokens: list[int]


async def count(transport: Transport, provider: Provider, model: str, text: str) -> int | None:
    """The tokens of a text, None where the server does not say. Never raises `ProviderError`."""
    try:
        async with asyncio.timeout(PATIENCE):
            body = await transport.ask(provider, "tokenize", _asked(provider, model, clean(text)))
        return len(msgspec.json.decode(body, type=_Tokenized).tokens)
    except (ProviderError, TimeoutError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _asked(provider: Provider, model: str, text: str) -> dict[str, Any]:
    """What surrounds a text in a prompt is not counted: it is not always the same."""
    if provider.kind == "vllm":
        return {"model": model, "prompt": text, "add_special_tokens": False}
    return {"model": model, "content": text, "add_special": False, "parse_special": False}
