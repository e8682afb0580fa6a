"""The models that somebody wants to see first."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palaver.accounts.limits import LimitReached

MODEL_LENGTH = 200  # characters of its name
MOST = 100  # of one person


class FavouriteQuerySet(models.QuerySet["Favourite"]):
    def of(self, user: Any) -> "models.QuerySet[Favourite, str]":
        """The names of the person's favourites, in the order in which they became that."""
        return self.filter(user=user.pk).order_by("id").values_list("model", flat=True)

    def mark(self, user: Any, model: str) -> None:
        """Doing it twice is doing it once. Raises LimitReached with a sentence."""
        if self.filter(user=user.pk).count() >= MOST:
            raise LimitReached(_("You have %(most)d favourites already.") % {"most": MOST})
        self.get_or_create(user_id=user.pk, model=model)

    def unmark(self, user: Any, model: str) -> None:
        self.filter(user=user.pk, model=model).delete()


class Favourite(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites"
    )
    model = models.CharField(max_length=MODEL_LENGTH)
    created_at = models.DateTimeField(default=timezone.now)

    objects = FavouriteQuerySet.as_manager()

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        constraints = [
            models.UniqueConstraint(fields=["user", "model"], name="one_favourite_per_model"),
        ]

    def __str__(self) -> str:
        return self.model
