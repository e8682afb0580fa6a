"""What people keep for themselves or share with everybody here: assistants, and prompts."""

from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, Q, When
from django.utils import timezone

from palaver.accounts.limits import check_kept
from palaver.lib.uuid7 import uuid7

Item = TypeVar("Item", bound="Shelved")


class ShelvedQuerySet(models.QuerySet[Item]):
    def visible_to(self, user: Any) -> Self:
        """The only answer to "who may see and use this?"; every look-up starts here."""
        own_or_shared = Q(owner=user.pk) | ~Q(shared_at=None)
        return self.filter(own_or_shared) if user.is_authenticated else self.none()

    def owned_by(self, user: Any) -> Self:
        """What this person may change."""
        return self.filter(owner=user.pk) if user.is_authenticated else self.none()

    def own_first(self, user: Any) -> Self:
        return self.order_by(others_last(user), *(self.model._meta.ordering or ()), "pk")


def others_last(user: Any) -> Case:
    return Case(When(owner=user.pk, then=0), default=1)


class Shelved(models.Model):
    CONTENT: tuple[str, ...] = ()  # the fields that a copy takes over

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="%(class)ss"
    )
    shared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None

    @property
    def is_kept(self) -> bool:
        return not self._state.adding

    def keep(self, *, shared: bool) -> None:
        """Stores it, for everybody here from now on or for its owner alone.

        Raises LimitReached where the owner keeps too many.
        """
        if not self.is_kept:
            check_kept(type(self)._default_manager.filter(owner=self.owner).count())
        self.shared_at = (self.shared_at or timezone.now()) if shared else None
        with transaction.atomic():
            self.save()
            if not shared:
                self._withdraw()

    def copy_for(self, user: Any) -> Self:
        """The same once more, for this person alone to change."""
        copy = type(self)(owner=user, **self._content())
        copy.keep(shared=False)
        return copy

    def _content(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.CONTENT}

    def _withdraw(self) -> None:
        """Takes it from the others who use it."""
