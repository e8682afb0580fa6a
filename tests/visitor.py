"""Somebody who is signed in to a running Palaver, without a browser."""

from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
)

PASSWORD = "a quiet river 7"
CSRF_TOKEN = "0123456789abcdefghijklmnopqrstuv"
TIMEOUT = 60.0  # seconds


@dataclass(frozen=True)
class Response:
    status: int
    location: str
    text: str


class Visitor:
    """Somebody who is signed in: a small HTTP client that follows no redirect, and its cookies."""

    def __init__(self, address: str, name: str) -> None:
        self.address = address
        self._cookies = CookieJar()
        self._opener = _opener(self._cookies)
        fields = {"login": name, "password": PASSWORD}
        signed_in = self._send("/accounts/login/", CSRF_TOKEN, fields, f"csrftoken={CSRF_TOKEN}")
        if signed_in.status != 302 or "sessionid" not in self.cookies:
            raise AssertionError(f"{name} could not sign in: {signed_in}")

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self._cookies}

    @property
    def headers(self) -> dict[str, str]:
        """For a WebSocket, or any other client that is to be this person."""
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def get(self, path: str) -> Response:
        return self._open(path)

    def post(self, path: str, **fields: str) -> Response:
        return self._send(path, self.cookies["csrftoken"], fields)

    def upload(self, path: str, name: str, content: bytes) -> Response:
        """As a page sends a file."""
        boundary = b"--boundary"
        fields = {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
        parts = [_part(f'name="{field}"', value.encode()) for field, value in fields.items()]
        parts.append(_part(f'name="file"; filename="{name}"', content))
        body = b"".join(b"%s\r\n%s\r\n" % (boundary, part) for part in parts) + boundary + b"--\r\n"
        kind = {"Content-Type": "multipart/form-data; boundary=boundary"}
        return self._open(path, body, kind)

    def sign_out(self) -> Response:
        return self.post("/accounts/logout/")

    def _send(self, path: str, token: str, fields: dict[str, str], cookie: str = "") -> Response:
        body = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        headers = {"Cookie": cookie} if cookie else {}
        return self._open(path, body, headers)

    def _open(
        self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Response:
        # Always our own http:// address.
        request = Request(self.address + path, body, headers or {})  # noqa: S310
        try:
            answer = self._opener.open(request, timeout=TIMEOUT)
        except HTTPError as refused:
            answer = refused
        with answer:
            location = answer.headers.get("Location", "")
            return Response(answer.status, location, answer.read().decode())


def _part(head: str, content: bytes) -> bytes:
    return f"Content-Disposition: form-data; {head}\r\n\r\n".encode() + content


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        return None


def _opener(cookies: CookieJar) -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(cookies), _NoRedirect())
