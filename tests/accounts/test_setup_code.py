import re

import pytest
from django.test import Client
from pytest_django import Settings

from palaver.accounts import setup_code
from palaver.accounts.loopback import is_loopback
from palaver.accounts.models import User

SIGN_UP = "/accounts/signup/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(password: str) -> dict[str, str]:
    return {"username": "first", "password1": password, "password2": password}


@pytest.fixture
def reachable(settings: Settings) -> None:
    settings.PALAVER_SETUP_CODE_REQUIRED = True


def test_on_the_loopback_no_code_is_asked_for(stranger: Client, form: dict[str, str]) -> None:
    assert not setup_code.required()
    stranger.post(SIGN_UP, form)
    assert User.objects.get().is_superuser


def test_a_reachable_server_asks_for_the_code(
    reachable: None, stranger: Client, form: dict[str, str]
) -> None:
    assert 'name="setup_code"' in stranger.get(SIGN_UP).content.decode()
    stranger.post(SIGN_UP, form)
    stranger.post(SIGN_UP, form | {"setup_code": "ABCD-EFGH-JKMN-PQRS"})
    assert not User.objects.exists()
    stranger.post(SIGN_UP, form | {"setup_code": setup_code.current()})
    assert User.objects.get().is_superuser


def test_a_wrong_code_is_explained_at_its_field(
    reachable: None, stranger: Client, form: dict[str, str]
) -> None:
    page = stranger.post(SIGN_UP, form | {"setup_code": "wrong"}).content.decode()
    assert "This is not the set-up code" in page
    assert 'aria-invalid="true"' in page


def test_guessing_is_slowed_down(reachable: None, stranger: Client, form: dict[str, str]) -> None:
    for _ in range(5):
        stranger.post(SIGN_UP, form | {"setup_code": "wrong"})
    page = stranger.post(SIGN_UP, form | {"setup_code": setup_code.current()}).content.decode()
    assert "Too many tries" in page
    assert not User.objects.exists()


def test_the_code_may_be_typed_without_dashes_and_in_small_letters() -> None:
    assert setup_code.matches(setup_code.current().lower().replace("-", " "))


@pytest.mark.parametrize("wrong", ["", "-", "é", "\ud800"])
def test_no_other_text_matches(wrong: str) -> None:
    assert not setup_code.matches(wrong)


def test_the_code_counts_until_the_first_person_has_signed_up(
    reachable: None, stranger: Client, form: dict[str, str]
) -> None:
    stranger.post(SIGN_UP, form | {"setup_code": setup_code.current()})
    assert not setup_code.required()


def test_every_server_of_an_installation_has_the_same_code_and_no_other_installation_has(
    settings: Settings,
) -> None:
    settings.SECRET_KEY = "one " * 10
    code = setup_code.current()
    assert setup_code.current() == code
    assert re.fullmatch("([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code)
    settings.SECRET_KEY = "other " * 10
    assert setup_code.current() != code


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"])
def test_these_hosts_are_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["203.0.113.5", "::", "192.168.1.2", "palaver.example", ""])
def test_these_hosts_are_reachable_from_elsewhere(host: str) -> None:
    assert not is_loopback(host)
