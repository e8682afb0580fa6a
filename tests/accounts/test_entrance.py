import pytest
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client

from palaver.accounts.models import User

SIGN_IN, SIGN_UP, SIGN_OUT = "/accounts/login/", "/accounts/signup/", "/accounts/logout/"
PASSWORD_CHANGE = "/accounts/password/change/"

pytestmark = pytest.mark.django_db


def _sign_in(client: Client, name: str, password: str) -> str:
    return client.post(SIGN_IN, {"login": name, "password": password}).content.decode()


def _is_signed_in(client: Client) -> bool:
    request = HttpRequest()
    request.session = client.session
    return get_user(request).is_authenticated


def test_while_there_is_nobody_every_page_leads_to_the_sign_up(stranger: Client) -> None:
    for page in ("/accounts/password/change/", SIGN_IN):
        response = stranger.get(page, follow=True)
        assert response.redirect_chain[-1][0] == SIGN_UP
        assert "Welcome to Palaver" in response.content.decode()
        assert "becomes the administrator" in response.content.decode()


def test_the_first_person_signs_up_and_is_signed_in(stranger: Client, password: str) -> None:
    form = {"username": "first", "password1": password, "password2": password}
    assert stranger.post(SIGN_UP, form).headers["Location"] == "/"
    assert _is_signed_in(stranger)
    assert User.objects.get().is_superuser


def test_afterwards_the_sign_up_is_closed(
    administrator: User, stranger: Client, password: str
) -> None:
    form = {"username": "second", "password1": password, "password2": password}
    for response in (stranger.get(SIGN_UP), stranger.post(SIGN_UP, form)):
        assert response.status_code == 403
        assert "Sign-up is closed" in response.content.decode()
    assert User.objects.get() == administrator


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"username": "two words"}, "username", "valid username"),
        ({"username": ""}, "username", "required"),
        ({"username": "a\0b"}, "username", "Null characters"),
        ({"password1": "short", "password2": "short"}, "password1", "too short"),
        ({"password2": "something else 1"}, "password2", "same password"),
        ({"password1": "p" * 1001, "password2": "p" * 1001}, "password1", "at most 1000"),
    ],
)
def test_a_mistake_is_explained_at_its_field_which_gets_the_focus(
    change: dict[str, str], field: str, sentence: str, stranger: Client, password: str
) -> None:
    form = {"username": "first", "password1": password, "password2": password} | change
    response = stranger.post(SIGN_UP, form)
    shown = response.context["form"][field]
    assert sentence in str(shown.errors)
    assert f'id="id_{field}_error"' in response.content.decode()
    assert f"id_{field}_error" in str(shown)
    assert "autofocus" in str(shown)
    assert response.content.decode().count(" autofocus") == 1
    assert not User.objects.exists()


def test_somebody_signs_in_whatever_the_case_of_the_name(
    member: User, stranger: Client, password: str
) -> None:
    _sign_in(stranger, "MEMBER", password)
    assert _is_signed_in(stranger)


def test_signing_in_leads_on_to_the_page_that_was_asked_for(
    member: User, stranger: Client, password: str
) -> None:
    form = {"login": "member", "password": password, "next": PASSWORD_CHANGE}
    assert stranger.post(SIGN_IN, form).headers["Location"] == PASSWORD_CHANGE


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_signing_in_leads_to_no_other_site(
    elsewhere: str, member: User, stranger: Client, password: str
) -> None:
    form = {"login": "member", "password": password, "next": elsewhere}
    assert stranger.post(SIGN_IN, form).headers["Location"] == "/"


@pytest.mark.parametrize("name", ["member", "nobody"])
def test_a_wrong_password_and_a_wrong_name_read_the_same(
    name: str, member: User, stranger: Client
) -> None:
    assert "The username or the password is not right." in _sign_in(stranger, name, "wrong")
    assert not _is_signed_in(stranger)


def test_guessing_a_password_is_slowed_down(member: User, stranger: Client, password: str) -> None:
    for _ in range(5):
        _sign_in(stranger, "member", "wrong")
    assert "Too many attempts failed" in _sign_in(stranger, "member", password)
    assert not _is_signed_in(stranger)


def test_a_flood_of_requests_gets_a_page_that_says_so(stranger: Client, member: User) -> None:
    for _ in range(30):
        stranger.post(SIGN_IN, {})
    response = stranger.post(SIGN_IN, {})
    assert response.status_code == 429
    assert "Too many requests" in response.content.decode()


def test_a_deactivated_person_reads_so_and_stays_outside(
    member: User, stranger: Client, password: str
) -> None:
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert "Account deactivated" in _sign_in(stranger, "member", password)
    assert "Account deactivated" not in _sign_in(stranger, "member", "wrong")
    assert not _is_signed_in(stranger)


def test_signing_out_takes_a_post(member_client: Client) -> None:
    assert "You are signed in as member" in member_client.get(SIGN_OUT).content.decode()
    assert _is_signed_in(member_client)
    assert member_client.post(SIGN_OUT).headers["Location"] == SIGN_IN
    assert not _is_signed_in(member_client)


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(
    member_client: Client, member: User, password: str
) -> None:
    other = Client()
    _sign_in(other, "member", password)
    new = "another river 8"
    form = {"oldpassword": password, "password1": new, "password2": new}
    assert _is_signed_in(other)
    page = member_client.post(PASSWORD_CHANGE, form, follow=True).content.decode()
    assert "Your password is changed." in page
    assert _is_signed_in(member_client)
    assert not _is_signed_in(other)


def test_the_password_changes_only_for_who_knows_it(
    member_client: Client, member: User, password: str
) -> None:
    new = "another river 8"
    form = {"oldpassword": "wrong", "password1": new, "password2": new}
    page = member_client.post(PASSWORD_CHANGE, form).content.decode()
    assert "This is not your current password" in page
    member.refresh_from_db()
    assert member.check_password(password)


def test_a_form_without_its_token_is_refused(member: User, password: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(SIGN_IN, {"login": "member", "password": password})
    assert response.status_code == 403
    assert "This page was out of date" in response.content.decode()
    assert not _is_signed_in(client)


@pytest.mark.parametrize("page", [SIGN_IN, SIGN_UP])
def test_pages_outside_make_turbo_forget_what_it_kept(page: str, member: User) -> None:
    html = Client().get(page).content.decode()
    assert '<meta name="turbo-visit-control" content="reload">' in html
    assert '<meta name="turbo-cache-control" content="no-cache">' in html


def test_forms_load_their_next_page_as_a_whole(member_client: Client) -> None:
    pages = [Client().get(SIGN_IN), member_client.get(SIGN_OUT), member_client.get(PASSWORD_CHANGE)]
    for page in pages:
        html = page.content.decode()
        assert html.count("<form") == html.count('data-turbo="false"') == 1
