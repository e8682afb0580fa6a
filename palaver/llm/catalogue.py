"""Which models a provider offers."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urljoin

import msgspec

from palaver.llm.errors import ProviderError
from palaver.llm.model import Model
from palaver.llm.provider import Catalogue, Provider
from palaver.llm.reported import read_models
from palaver.llm.transport import Transport

CATALOGUE_TIMEOUT = 10.0  # seconds
LMSTUDIO_SAYS_MORE = "/api/v0"  # than at its OpenAI-compatible address
NOTHING = Model("", "")  # is known of it


async def ask(transport: Transport, provider: Provider) -> Catalogue:
    """The models of `provider`: its allow-list, or all that it reports, the newest first.

    Never raises `ProviderError`: a failure stands in the result.
    """
    if provider.kind == "demo":
        return _catalogue(provider, (), None)
    try:
        reported = await _reported(transport, provider)
    except ProviderError as error:
        return _catalogue(provider, (), error)
    return _catalogue(provider, reported, None)


async def _reported(transport: Transport, provider: Provider) -> tuple[Model, ...]:
    try:
        async with asyncio.timeout(CATALOGUE_TIMEOUT):
            return read_models(await _list(transport, provider), provider.name)
    except TimeoutError as error:
        raise ProviderError("timeout", provider=provider.name) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProviderError("garbage", provider=provider.name) from error


async def _list(transport: Transport, provider: Provider) -> bytes:
    if provider.kind == "lmstudio":
        native = replace(provider, base_url=urljoin(provider.base_url, LMSTUDIO_SAYS_MORE))
        try:
            return await transport.get(native, "models")
        except ProviderError:
            pass  # an older one, or something else at its port
    return await transport.get(provider, "models")


def _catalogue(
    provider: Provider, reported: Iterable[Model], error: ProviderError | None
) -> Catalogue:
    found = {model.name: model for model in reported}
    names = provider.models or tuple(found) or _named(provider, error)
    described = (provider.describe(name).or_else(found.get(name, NOTHING)) for name in names)
    return Catalogue(tuple(described), error)


def _named(provider: Provider, error: ProviderError | None) -> tuple[str, ...]:
    """Where a provider cannot be asked, its description serves as a list."""
    return tuple(model.name for model in provider.described) if error else ()
