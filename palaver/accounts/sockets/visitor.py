"""Who is at the other end of a socket, and whether its page is one of ours."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, parse_cookie
from django.http.request import validate_host

from palaver.accounts import sessions


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person and the session that says so."""

    user: Any
    session_key: str
    auth_hash: str

    def still_signed_in(self) -> bool:
        return sessions.still_signed_in(self.session_key, self.user.pk, self.auth_hash)


def visitor_of(scope: dict[str, Any]) -> Visitor | None:
    """The person whose session cookie the handshake carries; for a database thread."""
    key = parse_cookie(_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME)
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    if not user.is_authenticated:
        return None
    return Visitor(user, str(key), sessions.auth_hash(request.session))


def is_own_origin(scope: dict[str, Any]) -> bool:
    """Whether the socket was opened by a page of this site, or by no page at all.

    Browsers always send Origin; a program that sends none cannot abuse a visitor's cookies.
    """
    origin = _header(scope, b"origin")
    return not origin or _same_site(origin, scope) or origin in settings.CSRF_TRUSTED_ORIGINS


def _same_site(origin: str, scope: dict[str, Any]) -> bool:
    host = _header(scope, b"host")
    try:
        parts = urlsplit(origin)
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    bracketed = f"[{name}]" if ":" in name else name
    return (
        parts.scheme == ("https" if _is_secure(scope) else "http")
        and origin == f"{parts.scheme}://{host}"
        and validate_host(bracketed, settings.ALLOWED_HOSTS)
    )


def _is_secure(scope: dict[str, Any]) -> bool:
    trusted: tuple[str, str] | None = getattr(settings, "SECURE_PROXY_SSL_HEADER", None)
    if trusted:
        name, value = trusted
        header = name.removeprefix("HTTP_").replace("_", "-").lower().encode()
        return _header(scope, header) == value
    return scope.get("scheme") in ("wss", "https")


def _header(scope: dict[str, Any], name: bytes) -> str:
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return ""
