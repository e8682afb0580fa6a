"""People."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Palaver's own user; a project that includes Palaver's apps may bring another."""

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
