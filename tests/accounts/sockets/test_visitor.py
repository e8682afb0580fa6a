"""Which pages may open a socket."""

from typing import Any

import pytest
from pytest_django import Settings

from palaver.accounts.sockets.visitor import is_own_origin


@pytest.fixture(autouse=True)
def _hosts(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "chat.example"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://trusted.example"]


def scope(origin: str | None, host: str = "localhost:8000", **more: Any) -> dict[str, Any]:
    headers = [(b"host", host.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode("latin-1")))
    return {"headers": headers, "scheme": "ws", **more}


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (None, "localhost:8000"),
        ("http://localhost:8000", "localhost:8000"),
        ("http://[::1]:8000", "[::1]:8000"),
        ("http://chat.example", "chat.example"),
        ("https://trusted.example", "localhost:8000"),
    ],
)
def test_our_own_pages_may(origin: str | None, host: str) -> None:
    assert is_own_origin(scope(origin, host))


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://evil.example", "localhost:8000"),
        ("http://localhost:9000", "localhost:8000"),
        ("https://localhost:8000", "localhost:8000"),
        ("http://localhost:8000.evil.example", "localhost:8000"),
        ("http://evil.example", "evil.example"),
        ("null", "localhost:8000"),
        ("file://", "localhost:8000"),
        ("http://[::1", "localhost:8000"),
        ("http://localhost:8000/", "localhost:8000"),
        ("ÿ", "localhost:8000"),
        ("http://localhost:8000", "[::1"),
    ],
)
def test_others_may_not(origin: str, host: str) -> None:
    assert not is_own_origin(scope(origin, host))


def test_behind_a_proxy_its_word_counts_for_the_scheme(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    proxied = scope("https://chat.example", "chat.example")
    assert not is_own_origin(proxied)
    proxied["headers"].append((b"x-forwarded-proto", b"https"))
    assert is_own_origin(proxied)
