"""Combinations of settings that cannot work, refused before anything starts."""

from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def check_celery_runner(**_kwargs: Any) -> list[CheckMessage]:
    """Celery workers are other processes: they share a server's database and Redis, or nothing."""
    if settings.PALAVER_RUNNER != "celery":
        return []
    errors = []
    if not settings.PALAVER_REDIS_URL:
        errors.append(
            _error("E001", "PALAVER_RUNNER=celery needs Redis: set REDIS_URL, or unset the runner.")
        )
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        errors.append(_error("E002", "PALAVER_RUNNER=celery needs PostgreSQL: set DATABASE_URL."))
    if find_spec("celery") is None:
        errors.append(
            _error("E003", "PALAVER_RUNNER=celery needs the package celery, which is missing.")
        )
    return errors


def _error(number: str, sentence: str) -> CheckMessage:
    return Error(sentence, id=f"palaver.{number}")
