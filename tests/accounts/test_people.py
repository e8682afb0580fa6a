import pytest
from django.core.exceptions import ValidationError

from palaver.accounts.models import User
from palaver.accounts.models.user import PASSWORD_MAX_LENGTH

pytestmark = pytest.mark.django_db


def test_a_person_can_be_made_and_has_no_rights_beyond_their_own(password: str) -> None:
    person = User.objects.create_person(" Ada ", password)
    assert person.username == "Ada"
    assert person.check_password(password)
    assert (person.is_staff, person.is_superuser) == (False, False)


def test_an_administrator_can_be_made(password: str) -> None:
    person = User.objects.create_person("Ada", password, admin=True)
    assert (person.is_staff, person.is_superuser) == (True, True)


@pytest.mark.parametrize("name", ["", "   ", "two words", "a\0b", "a\ud800b", "x" * 151, "a/b"])
def test_a_name_that_cannot_be_one_is_refused_at_the_name(name: str, password: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        User.objects.create_person(name, password)
    assert list(refusal.value.message_dict) == ["username"]
    assert not User.objects.exists()


@pytest.mark.parametrize("taken", ["Ada", "ada", "ADA"])
def test_a_name_is_taken_whatever_its_case(taken: str, password: str) -> None:
    User.objects.create_person("Ada", password)
    with pytest.raises(ValidationError, match="already has this name"):
        User.objects.create_person(taken, password)


def test_a_name_taken_between_check_and_save_is_refused_all_the_same(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.create_person("Ada", password)
    monkeypatch.setattr("palaver.accounts.models.user._check_name", lambda person: None)
    with pytest.raises(ValidationError, match="already has this name"):
        User.objects.create_person("ada", password)


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "short",
        "password",
        "1234567890",
        "Ada-Lovelace",
        "nul\0nul\0nul",
        "half \udc80 a letter",
    ],
)
def test_a_password_that_will_not_do_is_refused_at_the_password(weak: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        User.objects.create_person("Ada-Lovelace", weak)
    assert list(refusal.value.message_dict) == ["password"]


def test_a_password_has_a_greatest_length() -> None:
    longest = "pass word " * (PASSWORD_MAX_LENGTH // 10)
    User.objects.create_person("Ada", longest)
    with pytest.raises(ValidationError, match=f"at most {PASSWORD_MAX_LENGTH} characters"):
        User.objects.create_person("Bob", longest + "x")
