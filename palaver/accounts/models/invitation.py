"""Invitations: how people after the first one sign up by themselves."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LIFETIME = timedelta(days=7)
TOKEN_SIZE = 32  # bytes


class InvitationSpent(ValidationError):
    """The invitation was used, withdrawn or has run out in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _("This invitation has been used or has run out. Ask for a new one."),
            code="invitation_spent",
        )


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def make(self, by: Any) -> tuple[Invitation, str]:
        """Make an invitation; its token is returned this once and stored only as a hash."""
        token = secrets.token_urlsafe(TOKEN_SIZE)
        invitation = self.create(
            token_hash=_hash(token), made_by=by, expires_at=timezone.now() + LIFETIME
        )
        return invitation, token

    def open(self) -> InvitationQuerySet:
        """Those that still let somebody in."""
        return self.filter(
            accepted_at=None,
            expires_at__gt=timezone.now(),
            made_by__is_active=True,
            made_by__is_staff=True,
        )

    def with_token(self, token: str) -> InvitationQuerySet:
        return self.filter(token_hash=_hash(token))


class Invitation(models.Model):
    """A link that lets one person sign up."""

    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations_made"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_by = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="invitation"
    )
    accepted_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def accept(self, name: str, password: str) -> AbstractUser:
        """Make the invited person; an invitation lets in one person only."""
        with transaction.atomic():
            # PostgreSQL would not look at the other tables again after waiting in the UPDATE.
            Invitation.objects.select_for_update().filter(pk=self.pk).first()
            people: Any = get_user_model()._default_manager
            person: AbstractUser = people.create_person(name, password)
            claimed = (
                Invitation.objects.open()
                .filter(pk=self.pk)
                .update(accepted_by=person, accepted_at=timezone.now())
            )
            if not claimed:
                raise InvitationSpent
        return person


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
