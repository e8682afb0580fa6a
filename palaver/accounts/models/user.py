"""People who can sign in."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

PASSWORD_MAX_LENGTH = 1000  # characters
NAME_TAKEN = _("Somebody already has this name. Choose another.")
_UNTYPEABLE = re.compile("[\0\ud800-\udfff]")

Person = TypeVar("Person", bound=AbstractUser)


class People(UserManager[Person]):
    """How people come to be; another project's user model takes this manager over."""

    use_in_migrations = False

    def create_person(self, name: str, password: str, *, admin: bool = False) -> Person:
        """Make a person, or raise a ValidationError that says what is wrong with which field."""
        person = self.model(username=name.strip(), is_staff=admin, is_superuser=admin)
        _check_name(person)
        _check_password(password, person)
        person.set_password(password)
        self._save(person)
        return person

    def _save(self, person: Person) -> None:
        try:
            with transaction.atomic(using=self.db):
                person.save(using=self.db)
        except IntegrityError as error:
            raise ValidationError({"username": [NAME_TAKEN]}) from error


class User(AbstractUser):
    """Palaver's own user; a project that includes Palaver's apps may bring another."""

    objects: ClassVar[People[Self]] = People()

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        constraints = (
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_user_name_in_any_case",
                violation_error_message=NAME_TAKEN,
            ),
        )


def _check_name(person: AbstractUser) -> None:
    try:
        person.clean_fields(exclude=["password"])
        person.validate_constraints()
    except ValidationError as error:
        raise ValidationError({"username": error.messages[:1]}) from error


def _check_password(password: str, person: Any) -> None:
    try:
        _check_password_can_be_stored(password)
        validate_password(password, person)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error


def _check_password_can_be_stored(password: str) -> None:
    if len(password) > PASSWORD_MAX_LENGTH:
        raise ValidationError(
            _("Use at most %(limit)d characters."), params={"limit": PASSWORD_MAX_LENGTH}
        )
    if _UNTYPEABLE.search(password):
        raise ValidationError(_("This password has characters that no keyboard types."))
