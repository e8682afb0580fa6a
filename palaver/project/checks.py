"""Combinations of settings that cannot work, refused before anything starts."""

from difflib import get_close_matches
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connection

from palaver.project.environment import NAMES

SIMILARITY = 0.8
CELERY_RUNNER = "palaver.generation.runners.celery"


@checks.register()
def check_celery_runner(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Workers are other processes, which need a database and a bus that processes share."""
    missing = _missing_for_celery() if settings.PALAVER_RUNNER == "celery" else []
    if not missing:
        return []
    sentence = f"PALAVER_RUNNER=celery cannot work: {', '.join(missing)}, or unset it."
    return [checks.Error(sentence, id="palaver.E001")]


@checks.register()
def check_names(**_kwargs: Any) -> list[checks.CheckMessage]:
    """A variable that nobody reads is a misspelling, or left over."""
    return [
        checks.Warning(f"{name} is not a setting of Palaver.", _similar(name), id="palaver.W001")
        for name in settings.PALAVER_UNKNOWN
    ]


def _missing_for_celery() -> list[str]:
    missing = []
    if not settings.PALAVER_REDIS_URL:
        missing.append("set REDIS_URL to a Redis")
    if connection.vendor == "sqlite":
        missing.append("set DATABASE_URL to a PostgreSQL database")
    if find_spec(CELERY_RUNNER) is None:
        missing.append("install a version of Palaver that has a Celery runner")
    return missing


def _similar(name: str) -> str | None:
    similar = get_close_matches(name, NAMES, n=1, cutoff=SIMILARITY)
    return f"Do you mean {similar[0]}?" if similar else None
