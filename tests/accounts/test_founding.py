"""Several people sign up first at once: real threads, real transactions, one administrator."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections
from django.test import Client
from django.urls import reverse

from palaver.accounts.models import Founding, User
from palaver.accounts.models.founding import Foundings, TooLate

PEOPLE = 6


def test_the_first_person_is_the_administrator(db: None, password: str) -> None:
    person = Founding.objects.found("first", password)
    assert (person.is_staff, person.is_superuser) == (True, True)
    assert Founding.objects.get().person == person


def test_a_second_person_comes_too_late(administrator: User, password: str) -> None:
    with pytest.raises(TooLate, match="Ask them for an invitation"):
        Founding.objects.found("second", password)


def test_a_wrong_name_leaves_the_place_of_the_first_free(db: None, password: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Founding.objects.found("two words", password)
    assert not isinstance(refusal.value, TooLate)
    assert Founding.objects.open()
    assert not Founding.objects.exists()


def test_the_database_holds_one_founding_at_most(administrator: User, member: User) -> None:
    Founding.objects.create(person=administrator)
    with pytest.raises(IntegrityError):
        Founding.objects.create(person=member)


def test_the_database_allows_no_other_key_than_the_one(administrator: User) -> None:
    with pytest.raises(IntegrityError):
        Founding.objects.create(only=2, person=administrator)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guards", ["both", "the row alone"])
def test_of_many_who_sign_up_first_at_once_one_becomes_administrator(
    guards: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if guards == "the row alone":
        _see_nobody_inside_transactions(monkeypatch)
    outcomes = _at_once(lambda name: _found(name, password))
    assert sorted(outcomes) == ["too late"] * (PEOPLE - 1) + ["won"]
    assert User.objects.filter(is_superuser=True).count() == User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_guards_there_would_be_several(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _see_nobody_inside_transactions(monkeypatch)
    monkeypatch.setattr(Foundings, "create", lambda self, **row: None)
    outcomes = _at_once(lambda name: _found(name, password))
    assert outcomes == ["won"] * PEOPLE


@pytest.mark.django_db(transaction=True)
def test_the_losers_of_the_race_read_a_sentence_on_their_page(password: str) -> None:
    pages = _at_once(lambda name: _sign_up(name, password))
    assert User.objects.count() == 1
    assert sum("is the administrator now" in page for page in pages) + sum(
        "Sign-up is closed" in page for page in pages
    ) == (PEOPLE - 1)


def _found(name: str, password: str) -> str:
    try:
        Founding.objects.found(name, password)
    except TooLate:
        return "too late"
    return "won"


def _sign_up(name: str, password: str) -> str:
    form = {"username": name, "password1": password, "password2": password}
    return Client().post(reverse("account_signup"), form).content.decode()


def _see_nobody_inside_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a slow database would: each looks before any other has committed."""
    seen = Foundings.open
    monkeypatch.setattr(Foundings, "open", lambda self: connection.in_atomic_block or seen(self))


def _at_once(act: Callable[[str], str]) -> list[str]:
    barrier = Barrier(PEOPLE)

    def run(number: int) -> str:
        with _own_connection():
            barrier.wait()
            return act(f"person{number}")

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(run, range(PEOPLE)))


@contextmanager
def _own_connection() -> Iterator[None]:
    try:
        yield
    finally:
        connections.close_all()
