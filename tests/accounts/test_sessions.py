from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client
from django.utils import timezone

from palaver.accounts import sessions
from palaver.accounts.models import User


def _holds(client: Client, person: User, password_proof: str | None = None) -> bool:
    proof = sessions.auth_hash(client.session) if password_proof is None else password_proof
    return sessions.still_signed_in(str(client.session.session_key), person.pk, proof)


def test_somebody_signed_in_still_is(member_client: Client, member: User) -> None:
    assert _holds(member_client, member)


@pytest.mark.django_db(transaction=True)
def test_it_can_be_asked_from_any_thread(member_client: Client, member: User) -> None:
    key, proof = str(member_client.session.session_key), sessions.auth_hash(member_client.session)

    def ask() -> bool:
        try:
            return sessions.still_signed_in(key, member.pk, proof)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(ask).result()


def _deactivate(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


def _delete(person: User) -> None:
    person.delete()


def _change_password(person: User) -> None:
    person.set_password("another river 8")
    person.save()


def _expire(person: User) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def _end_sessions(person: User) -> None:
    Session.objects.all().delete()


@pytest.mark.parametrize("end", [_deactivate, _delete, _change_password, _expire, _end_sessions])
def test_what_ends_a_session_is_noticed(
    end: Callable[[User], None], member_client: Client, member: User
) -> None:
    key, proof = str(member_client.session.session_key), sessions.auth_hash(member_client.session)
    person_key = member.pk
    assert sessions.still_signed_in(key, person_key, proof)
    end(member)
    assert not sessions.still_signed_in(key, person_key, proof)


def test_a_session_speaks_for_its_own_person_only(
    member_client: Client, administrator: User, member: User
) -> None:
    assert _holds(member_client, member)
    assert not _holds(member_client, administrator)


def test_an_empty_proof_proves_nothing(member_client: Client, member: User) -> None:
    assert not _holds(member_client, member, password_proof="")


@pytest.fixture
def ended() -> Iterator[list[str]]:
    """The keys of the sessions that were signed out of, as a socket would hear of them."""
    keys: list[str] = []
    sessions.on_sign_out(keys.append)
    yield keys
    sessions._hooks.remove(keys.append)


def test_a_sign_out_is_heard_of_at_once(
    ended: list[str], member_client: Client, member: User
) -> None:
    key, proof = str(member_client.session.session_key), sessions.auth_hash(member_client.session)
    member_client.post("/accounts/logout/")
    assert ended == [key]
    assert not sessions.still_signed_in(key, member.pk, proof)


def test_a_stranger_who_signs_out_ends_nothing(ended: list[str], administrator: User) -> None:
    Client().post("/accounts/logout/")
    assert ended == []
