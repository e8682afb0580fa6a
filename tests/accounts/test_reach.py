"""Nothing is reachable without signing in: every URL of the project is walked."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from palaver.accounts.models import User

OPEN_TO_ALL = {"account_login", "account_logout", "account_signup", "invitation"}
EXAMPLES = {
    "int": "1",
    "str": "x",
    "slug": "x",
    "path": "x",
    "uuid": "0198a3f0-0000-7000-8000-000000000000",
}
GUARD = "palaver.accounts.middleware.SignInRequiredMiddleware"


@pytest.fixture
def outsider(administrator: User) -> Client:
    return Client(raise_request_exception=False)


def test_a_stranger_reaches_no_page_but_those_that_let_people_in(outsider: Client) -> None:
    assert _reached(outsider) == OPEN_TO_ALL


def test_without_the_guard_the_walk_would_find_more(outsider: Client, settings: Settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != GUARD]
    assert _reached(outsider) > OPEN_TO_ALL


def test_a_stranger_is_led_to_the_sign_in_and_back(outsider: Client) -> None:
    response = outsider.get("/accounts/password/change/?a=b")
    assert response.headers["Location"] == (
        "/accounts/login/?next=/accounts/password/change/%3Fa%3Db"
    )


@pytest.mark.parametrize(
    ("referrer", "next_page"),
    [
        ("http://testserver/chats/1/?a=b#end", "/chats/1/%3Fa%3Db"),
        ("http://evil.example/chats/1/", "/"),
        ("", "/"),
    ],
)
def test_after_a_form_or_a_frame_the_way_back_leads_to_its_page(
    outsider: Client, referrer: str, next_page: str
) -> None:
    address = "/accounts/password/change/"
    for response in (
        outsider.post(address, headers={"referer": referrer}),
        outsider.get(address, headers={"referer": referrer, "turbo-frame": "chats"}),
    ):
        assert response.headers["Location"] == f"/accounts/login/?next={next_page}"


def test_no_copy_of_a_page_is_kept(outsider: Client, administrator_client: Client) -> None:
    for client in (outsider, administrator_client):
        for address in ("/accounts/invitations/", "/accounts/login/"):
            assert "no-store" in client.get(address).headers["Cache-Control"]


def _reached(client: Client) -> set[str | None]:
    return {
        pattern.name
        for address, pattern in _addresses(get_resolver())
        for response in (client.get(address), client.post(address))
        if not response.headers.get("Location", "").startswith("/accounts/login/?next=")
    }


def _addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = prefix + _example(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, route)
        else:
            yield route, entry


def _example(route: str) -> str:
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: EXAMPLES[found[1] or "str"], route)
