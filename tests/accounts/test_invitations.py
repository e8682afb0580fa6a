from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from palaver.accounts.models import Invitation, User
from palaver.accounts.models.invitation import InvitationSpent

PAGE = "/accounts/invitations/"
Invite = Callable[[], tuple[Invitation, str]]


@pytest.fixture
def invite(administrator: User) -> Invite:
    return lambda: Invitation.objects.make(by=administrator)


def _form(name: str, password: str) -> dict[str, str]:
    return {"username": name, "password1": password, "password2": password}


def _address(token: str) -> str:
    return reverse("accounts:invitation", args=[token])


def test_an_invited_person_signs_up_and_is_signed_in(
    invite: Invite, stranger: Client, password: str
) -> None:
    invitation, token = invite()
    assert "You are invited" in stranger.get(_address(token)).content.decode()
    response = stranger.post(_address(token), _form("guest", password))
    guest = User.objects.get(username="guest")
    invitation.refresh_from_db()
    assert response.headers["Location"] == "/"
    assert stranger.session["_auth_user_id"] == str(guest.pk)
    assert (guest.is_staff, guest.is_superuser) == (False, False)
    assert invitation.accepted_by == guest
    assert invitation.accepted_at is not None


def test_the_token_is_stored_as_a_hash_only(invite: Invite) -> None:
    invitation, token = invite()
    assert token not in [str(value) for value in vars(invitation).values()]


def _used(invitation: Invitation) -> None:
    invitation.accept("somebody", "a quiet river 7")


def _run_out(invitation: Invitation) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def _maker_deactivated(invitation: Invitation) -> None:
    User.objects.update(is_active=False)


def _maker_no_administrator_any_more(invitation: Invitation) -> None:
    User.objects.update(is_staff=False)


def _withdrawn(invitation: Invitation) -> None:
    invitation.delete()


@pytest.mark.parametrize(
    "spoil", [_used, _run_out, _maker_deactivated, _maker_no_administrator_any_more, _withdrawn]
)
def test_a_spent_invitation_lets_nobody_in(
    spoil: Callable[[Invitation], None], invite: Invite, stranger: Client, password: str
) -> None:
    invitation, token = invite()
    assert stranger.get(_address(token)).status_code == 200
    spoil(invitation)
    assert stranger.get(_address(token)).status_code == 403
    response = stranger.post(_address(token), _form("guest", password))
    assert "not valid" in response.content.decode()
    assert not User.objects.filter(username="guest").exists()


def test_a_guessed_invitation_lets_nobody_in(administrator: User, stranger: Client) -> None:
    assert stranger.get(_address("guessed-\ud7ff")).status_code == 403


def test_a_refused_name_leaves_the_invitation_open(
    invite: Invite, stranger: Client, password: str
) -> None:
    invitation, token = invite()
    page = stranger.post(_address(token), _form("ADMINISTRATOR", password)).content.decode()
    assert "Somebody already has this name" in page
    assert Invitation.objects.open().get() == invitation


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_one_invitation_at_once_one_gets_in(
    invite: Invite, password: str
) -> None:
    invitation, _token = invite()
    barrier = Barrier(2)

    def accept(name: str) -> bool:
        try:
            barrier.wait()
            invitation.accept(name, password)
        except InvitationSpent:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(accept, ["one", "other"]))
    assert sorted(outcomes) == [False, True]
    assert User.objects.count() == 2


def test_the_second_to_accept_reads_why_not(invite: Invite, password: str) -> None:
    invitation, _token = invite()
    invitation.accept("one", password)
    with pytest.raises(ValidationError, match="Ask for a new one"):
        invitation.accept("other", password)
    assert not User.objects.filter(username="other").exists()


def test_the_administrator_makes_an_invitation_and_sees_its_link_once(
    administrator_client: Client, stranger: Client
) -> None:
    page = administrator_client.post(PAGE, follow=True)
    link = page.context["new_link"]
    assert link in page.content.decode()
    assert stranger.get(link).status_code == 200
    assert link not in administrator_client.get(PAGE).content.decode()


def test_the_administrator_withdraws_an_invitation(
    invite: Invite, administrator_client: Client
) -> None:
    invitation, _token = invite()
    assert "Withdraw" in administrator_client.get(PAGE).content.decode()
    administrator_client.post(f"{PAGE}{invitation.pk}/withdrawal/")
    assert not Invitation.objects.exists()


def test_an_accepted_invitation_cannot_be_withdrawn(
    invite: Invite, administrator_client: Client, password: str
) -> None:
    invitation, _token = invite()
    invitation.accept("guest", password)
    administrator_client.post(f"{PAGE}{invitation.pk}/withdrawal/")
    assert Invitation.objects.filter(pk=invitation.pk).exists()
    assert "guest" in administrator_client.get(PAGE).content.decode()


def test_the_page_still_opens_when_an_invited_person_is_gone(
    invite: Invite, administrator_client: Client, password: str
) -> None:
    invitation, _token = invite()
    invitation.accept("guest", password).delete()
    assert administrator_client.get(PAGE).status_code == 200


def test_to_a_member_there_is_no_such_page(
    invite: Invite, member_client: Client, administrator_client: Client
) -> None:
    invitation, _token = invite()
    assert administrator_client.get(PAGE).status_code == 200
    assert member_client.get(PAGE).status_code == 404
    assert member_client.post(PAGE).status_code == 404
    assert member_client.post(f"{PAGE}{invitation.pk}/withdrawal/").status_code == 404
    assert Invitation.objects.get() == invitation
