"""Combinations of settings that cannot work, refused before anything starts."""

from difflib import get_close_matches
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connection

from palaver.generation import runners
from palaver.generation.runners.base import Runner
from palaver.lib import telemetry
from palaver.project.environment import NAMES

SIMILARITY = 0.8
REDIS_PACKAGES = ("redis", "channels_redis")
HOW_TO_GET_PACKAGES = "pip install 'palaver[scale]'"


@checks.register()
def check_runner(**_kwargs: Any) -> list[checks.CheckMessage]:
    """What runs in other processes needs a database and a bus that processes share."""
    missing = _missing_for(runners.chosen())
    if not missing:
        return []
    sentence = f"PALAVER_RUNNER={settings.PALAVER_RUNNER} cannot work: {', '.join(missing)}"
    return [checks.Error(f"{sentence}, or unset it.", id="palaver.E001")]


@checks.register()
def check_redis(**_kwargs: Any) -> list[checks.CheckMessage]:
    missing = [name for name in REDIS_PACKAGES if find_spec(name) is None]
    if not settings.PALAVER_REDIS_URL or not missing:
        return []
    sentence = f"REDIS_URL is set, but a package is missing: {HOW_TO_GET_PACKAGES}."
    return [checks.Error(sentence, id="palaver.E002")]


@checks.register()
def check_broker(**_kwargs: Any) -> list[checks.CheckMessage]:
    """An address for workers that are not there is half a configuration."""
    if not settings.PALAVER_HAS_BROKER or runners.chosen().has_workers:
        return []
    sentence = "PALAVER_BROKER_URL has no use without workers: set PALAVER_RUNNER=celery too,"
    return [checks.Error(f"{sentence} or unset it.", id="palaver.E003")]


@checks.register()
def check_names(**_kwargs: Any) -> list[checks.CheckMessage]:
    """A variable that nobody reads is a misspelling, or left over."""
    return [
        checks.Warning(f"{name} is not a setting of Palaver.", _similar(name), id="palaver.W001")
        for name in settings.PALAVER_UNKNOWN
    ]


@checks.register()
def check_telemetry(**_kwargs: Any) -> list[checks.CheckMessage]:
    if not telemetry.wanted() or telemetry.available():
        return []
    sentence = f"Nothing is sent to {telemetry.ENDPOINTS[0]}, because a package is missing:"
    return [checks.Warning(sentence, f"{telemetry.HOW_TO_GET_PACKAGES}.", id="palaver.W002")]


def _missing_for(runner: type[Runner]) -> list[str]:
    missing = []
    if runner.needs_redis and not settings.PALAVER_REDIS_URL:
        missing.append("set REDIS_URL to a Redis")
    if runner.needs_a_database_server and connection.vendor == "sqlite":
        missing.append("set DATABASE_URL to a PostgreSQL database")
    if any(find_spec(package) is None for package in runner.needs_packages):
        missing.append(HOW_TO_GET_PACKAGES)
    return missing


def _similar(name: str) -> str | None:
    similar = get_close_matches(name, NAMES, n=1, cutoff=SIMILARITY)
    return f"Do you mean {similar[0]}?" if similar else None
