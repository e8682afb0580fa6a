"""HTTP to providers: connections, headers, and what their failures mean."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import msgspec
from aiohttp.http import HttpProcessingError

from palaver.llm.errors import ErrorKind, ProviderError
from palaver.llm.provider import Provider
from palaver.llm.refusal import refusal

LARGEST_BODY = 16 * 1024 * 1024  # bytes of a response that is read as one piece
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Transport:
    """A pool of connections to all providers; belongs to the event loop that first uses it."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def post(self, provider: Provider, sent: Mapping[str, Any]) -> aiohttp.ClientResponse:
        """The response to a request for an answer, its body unread. Raises `ProviderError`."""
        data = msgspec.json.encode(sent)
        return await self._send(
            "POST",
            provider,
            provider.url("chat/completions"),
            data=data,
            model=str(sent.get("model", "")),
        )

    async def get(self, provider: Provider, path: str) -> bytes:
        """The body at `path`. Raises `ProviderError`."""
        return await _body(await self._send("GET", provider, provider.url(path)), provider)

    async def ask(self, provider: Provider, path: str, sent: Mapping[str, Any]) -> bytes:
        """The body at `path` of what is the server's own. Raises `ProviderError`."""
        data = msgspec.json.encode(sent)
        url = provider.own_url(path)
        return await _body(await self._send("POST", provider, url, data=data), provider)

    async def _send(
        self, method: str, provider: Provider, url: str, *, data: bytes = b"", model: str = ""
    ) -> aiohttp.ClientResponse:
        try:
            return await self._opened().request(
                method,
                url,
                data=data or None,
                headers=_headers(provider),
                proxy=_proxy(url),
                timeout=aiohttp.ClientTimeout(total=None, connect=provider.connect_timeout),
                # A redirect would carry the key to another host.
                allow_redirects=False,
            )
        except (aiohttp.ClientError, HttpProcessingError, OSError, ValueError) as error:
            kind, detail = explain(error, provider)
            raise ProviderError(kind, provider=provider.name, model=model, detail=detail) from error

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


async def read_refusal(
    response: aiohttp.ClientResponse, provider: Provider, model: str = ""
) -> ProviderError:
    """The error that a response other than 200 stands for; the response is closed."""
    try:
        body = await read_body(response, provider)
    except ProviderError:
        body = b""
    if provider.api_key:
        body = body.replace(provider.api_key.encode(), b"...")
    return refusal(response.status, response.headers, body, provider=provider.name, model=model)


async def read_body(response: aiohttp.ClientResponse, provider: Provider) -> bytes:
    """The whole body; the response is closed. Raises `ProviderError`."""
    body = bytearray()
    try:
        async for piece in response.content.iter_any():
            body += piece
            if len(body) > LARGEST_BODY:
                raise ProviderError("garbage", provider=provider.name)
        return bytes(body)
    except (aiohttp.ClientError, HttpProcessingError, OSError) as error:
        raise ProviderError("cut", provider=provider.name) from error
    finally:
        if response.content.is_eof():
            response.release()
        else:
            response.close()


async def _body(response: aiohttp.ClientResponse, provider: Provider) -> bytes:
    if response.status != HTTPStatus.OK:
        raise await read_refusal(response, provider)
    return await read_body(response, provider)


def explain(error: Exception, provider: Provider) -> tuple[ErrorKind, str]:
    """What a failed request means, and a sentence more about it."""
    address = urlsplit(provider.base_url).netloc
    reasons: tuple[tuple[type[Exception], ErrorKind, str], ...] = (
        (
            TimeoutError,
            "unreachable",
            f"No connection within {provider.connect_timeout:g} seconds.",
        ),
        (aiohttp.ClientSSLError, "unreachable", f"No secure connection to {address} is possible."),
        (aiohttp.ClientConnectorDNSError, "unreachable", f"The host of {address} is not known."),
        (aiohttp.ClientConnectorError, "unreachable", f"Nothing answers at {address}."),
        (aiohttp.ClientResponseError, "garbage", ""),
        (HttpProcessingError, "garbage", ""),
        (ValueError, "wrong_address", ""),
    )
    fitting = ((kind, detail) for cause, kind, detail in reasons if isinstance(error, cause))
    return next(fitting, ("cut", ""))


def _headers(provider: Provider) -> dict[str, str]:
    # Compression would make a proxy hold back small pieces.
    headers = {
        "Accept-Encoding": "identity",
        "Content-Type": "application/json",
        "User-Agent": "Palaver",
    }
    if provider.api_key:
        headers["Authorization"] = f"Bearer {provider.api_key}"
    return headers | dict(provider.headers)


def _proxy(url: str) -> str | None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in _LOOPBACK or proxy_bypass(host):
        return None
    return getproxies().get(parts.scheme)
