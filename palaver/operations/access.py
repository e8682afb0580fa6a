"""Who may read the figures: this machine, or whoever has the token."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from palaver.accounts.loopback import is_loopback

OF_PROXIES = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def may_read(scope: Mapping[str, Any], token: str) -> bool:
    """Whether the request carries the token; where there is none, whether it comes from here."""
    headers = {name.decode("latin-1"): text for name, text in scope["headers"]}
    if token:
        given = headers.get("authorization", b"")
        return secrets.compare_digest(given, f"Bearer {token}".encode())
    return _is_from_here(scope, headers)


def _is_from_here(scope: Mapping[str, Any], headers: Mapping[str, bytes]) -> bool:
    # A proxy on this machine passes on what others ask: it adds headers, or keeps their host name.
    client = scope.get("client")
    return (
        client is not None
        and is_loopback(client[0])
        and is_loopback(_name(headers.get("host", b"localhost").decode("latin-1")))
        and not any(name in headers for name in OF_PROXIES)
    )


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
