"""What every answer carries, whoever asks."""

from pathlib import Path

import pytest
from django.test import Client

from tests.cli.commands import palaver

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(client: Client) -> dict[str, list[str]]:
    header = client.get("/accounts/signup/").headers["Content-Security-Policy"]
    return {name: sources for name, *sources in map(str.split, header.split(";"))}


def test_the_policy_lets_in_nothing_that_is_not_named(policy: dict[str, list[str]]) -> None:
    assert policy["default-src"] == ["'none'"]
    assert policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == policy["frame-src"] == ["'self'"]
    assert policy["img-src"] == ["'self'", "data:", "blob:"]


def test_scripts_and_styles_come_from_here_or_carry_the_nonce(
    policy: dict[str, list[str]],
) -> None:
    for name in ("script-src", "style-src"):
        here, *nonces = policy[name]
        assert here == "'self'"
        assert all(nonce.startswith("'nonce-") for nonce in nonces)
    assert not [source for sources in policy.values() for source in sources if "unsafe" in source]


def test_no_two_answers_have_the_same_nonce(client: Client) -> None:
    policies = {client.get("/accounts/signup/").headers["Content-Security-Policy"] for _ in "ab"}

    assert len(policies) == 2


def test_nothing_is_guessed_framed_or_told_to_other_sites(client: Client) -> None:
    headers = client.get("/accounts/signup/").headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_another_host_name_is_refused(client: Client) -> None:
    assert client.get("/accounts/signup/", headers={"host": "localhost"}).status_code == 200
    assert client.get("/accounts/signup/", headers={"host": "evil.example"}).status_code == 400


def test_behind_https_cookies_are_sent_over_https_only(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    code = f"from django.conf import settings; print([getattr(settings, n) for n in {names}])"
    words = ("manage", "shell", "-v", "0", "-c", code)

    assert palaver(*words, data=tmp_path).stdout == "[False, False, 0]\n"
    assert palaver(*words, data=tmp_path, PALAVER_HTTPS="1").stdout == "[True, True, 31536000]\n"
