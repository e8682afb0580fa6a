"""The first person, who becomes the administrator."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ONLY = 1  # the key of the only row there can be


class TooLate(ValidationError):
    """Somebody else became the first person in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else has just signed up first and is the administrator now. "
                "Ask them for an invitation."
            ),
            code="too_late",
        )


class Foundings(models.Manager["Founding"]):
    def open(self) -> bool:
        """Say whether nobody has signed up yet."""
        return not get_user_model()._default_manager.exists()

    def found(self, name: str, password: str) -> AbstractUser:
        """Make the first person; of several who try at once, all but one get TooLate."""
        try:
            with transaction.atomic():
                if not self.open():
                    raise TooLate
                people: Any = get_user_model()._default_manager
                person: AbstractUser = people.create_person(name, password, admin=True)
                # The fixed key lets one transaction alone commit; the others fail here.
                self.create(person_id=person.pk)
        except (IntegrityError, ValidationError) as error:
            if self.open():
                raise
            raise TooLate from error
        return person


class Founding(models.Model):
    """Who signed up first, and when."""

    only = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="founding")
    at = models.DateTimeField(default=timezone.now)

    objects = Foundings()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(only=ONLY), name="accounts_founding_only_one"
            ),
        )

    def __str__(self) -> str:
        return str(self.person)
