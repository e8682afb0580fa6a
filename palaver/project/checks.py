"""Combinations of settings that cannot work, refused before anything starts."""

from difflib import get_close_matches
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core import checks

from palaver.project.environment import NAMES


@checks.register()
def check_celery_runner(**_kwargs: Any) -> list[checks.CheckMessage]:
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


@checks.register()
def check_names(**_kwargs: Any) -> list[checks.CheckMessage]:
    """A variable that nobody reads is a misspelling, or left over."""
    return [
        checks.Warning(f"{name} is not a setting of Palaver.", _similar(name), id="palaver.W001")
        for name in settings.PALAVER_UNKNOWN
    ]


def _similar(name: str) -> str | None:
    similar = get_close_matches(name, NAMES, n=1)
    return f"Do you mean {similar[0]}?" if similar else None


def _error(number: str, sentence: str) -> checks.CheckMessage:
    return checks.Error(sentence, id=f"palaver.{number}")
