import pytest
from django.core.checks import CheckMessage
from django.db import connection
from pytest_django import Settings

from palaver.project import checks


def test_the_inline_runner_needs_nothing() -> None:
    assert checks.check_celery_runner() == []


def test_celery_without_redis_and_on_sqlite_is_refused_in_one_sentence(settings: Settings) -> None:
    settings.PALAVER_RUNNER = "celery"

    (error,) = checks.check_celery_runner()

    assert error.msg.startswith("PALAVER_RUNNER=celery cannot work: set REDIS_URL to a Redis, ")
    assert "set DATABASE_URL to a PostgreSQL database" in error.msg
    assert error.is_serious()


def test_celery_asks_only_for_what_is_missing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PALAVER_RUNNER = "celery"
    settings.PALAVER_REDIS_URL = "redis://localhost"
    monkeypatch.setattr(checks, "CELERY_RUNNER", "palaver.generation.runners.inline")
    assert "REDIS_URL" not in checks.check_celery_runner()[0].msg

    monkeypatch.setattr(connection, "vendor", "postgresql")
    assert checks.check_celery_runner() == []


def test_a_misspelt_variable_is_remarked_with_what_is_meant(settings: Settings) -> None:
    settings.PALAVER_UNKNOWN = ["PALAVER_TITEL", "PALAVER_XYZ"]

    titles, nothing = checks.check_names()

    assert _said(titles) == "PALAVER_TITEL is not a setting of Palaver. Do you mean PALAVER_TITLES?"
    assert nothing.hint is None


def _said(message: CheckMessage) -> str:
    return f"{message.msg} {message.hint}"
