"""Which models a provider offers."""

import asyncio
import re

import msgspec

from palaver.llm import demo
from palaver.llm.errors import ProviderError
from palaver.llm.provider import Catalogue, Model, Provider
from palaver.llm.transport import Transport

CATALOGUE_TIMEOUT = 10.0  # seconds
_NOT_FOR_CHAT = re.compile(
    r"embed|whisper|\btts\b|dall-e|moderation|transcribe|realtime|\bsora\b|rerank|gpt-image"
    r"|^(babbage|davinci)-",
    re.IGNORECASE,
)


class _Entry(msgspec.Struct):
    id: str
    created: float | None = None


class _List(msgspec.Struct):
    data: list[_Entry]


async def ask(transport: Transport, provider: Provider) -> Catalogue:
    """The models of `provider`: its allow-list, or all that it reports, the newest first.

    Never raises `ProviderError`: a failure stands in the result.
    """
    if provider.kind == "demo":
        return _catalogue(provider, demo.MODELS, None)
    try:
        reported = await _reported(transport, provider)
    except ProviderError as error:
        return _catalogue(provider, provider.models, error)
    return _catalogue(provider, provider.models or reported, None)


async def _reported(transport: Transport, provider: Provider) -> tuple[str, ...]:
    try:
        async with asyncio.timeout(CATALOGUE_TIMEOUT):
            return read_names(await transport.get(provider, "models"))
    except TimeoutError as error:
        raise ProviderError("timeout", provider=provider.name) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProviderError("garbage", provider=provider.name) from error


def read_names(body: bytes) -> tuple[str, ...]:
    """The names of the models that can chat, in a response to `/models`."""
    entries = msgspec.json.decode(body, type=_List).data
    entries.sort(key=lambda entry: -(entry.created or 0))
    return tuple(entry.id for entry in entries if not _NOT_FOR_CHAT.search(entry.id))


def _catalogue(
    provider: Provider, names: tuple[str, ...], error: ProviderError | None
) -> Catalogue:
    return Catalogue(tuple(Model(provider.name, name) for name in names), error)
