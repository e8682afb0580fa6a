import pytest
from django.core.checks import CheckMessage
from django.db import connection
from pytest_django import Settings

from palaver.project import checks


def test_the_inline_runner_needs_nothing() -> None:
    assert checks.check_runner() == []


def test_celery_without_redis_and_on_sqlite_is_refused_in_one_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PALAVER_RUNNER = "celery"
    monkeypatch.setattr(connection, "vendor", "sqlite")

    (error,) = checks.check_runner()

    assert error.msg.startswith("PALAVER_RUNNER=celery cannot work: set REDIS_URL to a Redis, ")
    assert "set DATABASE_URL to a PostgreSQL database" in error.msg
    assert error.is_serious()


def test_celery_asks_only_for_what_is_missing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PALAVER_RUNNER = "celery"
    settings.PALAVER_REDIS_URL = "redis://localhost"
    with monkeypatch.context() as on:
        on.setattr(connection, "vendor", "sqlite")
        assert "REDIS_URL" not in checks.check_runner()[0].msg

    monkeypatch.setattr(connection, "vendor", "postgresql")
    assert checks.check_runner() == []

    monkeypatch.setattr(checks, "find_spec", lambda _name: None)
    assert checks.check_runner()[0].msg.endswith("pip install 'palaver[scale]', or unset it.")


def test_redis_without_its_packages_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PALAVER_REDIS_URL = "redis://localhost"
    assert checks.check_redis() == []

    monkeypatch.setattr(checks, "find_spec", lambda _name: None)
    assert checks.check_redis()[0].msg.startswith("REDIS_URL is set, but a package is missing")


def test_a_broker_without_workers_is_refused(settings: Settings) -> None:
    settings.PALAVER_HAS_BROKER = True

    (error,) = checks.check_broker()

    assert error.msg.startswith("PALAVER_BROKER_URL has no use without workers: set PALAVER_RUNNER")
    settings.PALAVER_RUNNER = "celery"
    assert checks.check_broker() == []


def test_a_misspelt_variable_is_remarked_with_what_is_meant(settings: Settings) -> None:
    settings.PALAVER_UNKNOWN = ["PALAVER_TITEL", "PALAVER_XYZ"]

    titles, nothing = checks.check_names()

    assert _said(titles) == "PALAVER_TITEL is not a setting of Palaver. Do you mean PALAVER_TITLES?"
    assert nothing.hint is None


def _said(message: CheckMessage) -> str:
    return f"{message.msg} {message.hint}"
