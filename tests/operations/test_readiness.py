"""What is said of each part."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from palaver.generation import runners
from palaver.generation.clock import NOW
from palaver.generation.models import Generation, Heartbeat
from palaver.operations import readiness
from tests.generation.fixtures import Ask, ask, broadcasts, chat, owner

__all__ = ["ask", "broadcasts", "chat", "owner"]

pytestmark = pytest.mark.django_db


def runner() -> tuple[str, str]:
    part = readiness.parts()["runner"]
    return part.state, part.says


def test_answers_that_wait_are_counted(ask: Ask) -> None:
    assert runner() == ("ready", "The server runs answers itself; 0 wait.")

    ask()

    assert runner() == ("ready", "The server runs answers itself; 1 wait.")


def test_a_long_wait_is_degraded_and_says_how_long(ask: Ask) -> None:
    generation = ask()
    Generation.objects.filter(pk=generation.pk).update(queued_at=NOW - timedelta(seconds=90))

    state, says = runner()

    assert state == "degraded"
    assert "the first of 1 answers has waited for 90 seconds" in says
    assert readiness.status(readiness.parts()) == "degraded"


def test_a_clock_ahead_makes_no_negative_wait(ask: Ask) -> None:
    generation = ask()
    Generation.objects.filter(pk=generation.pk).update(queued_at=NOW + timedelta(hours=1))

    assert Generation.objects.waiting() == (1, 0.0)


def test_workers_are_those_seen_lately(settings: Settings) -> None:
    settings.PALAVER_RUNNER = "celery"
    assert runners.chosen().has_workers
    assert runner()[0] == "degraded"

    Heartbeat.objects.beat("here, process 1")
    Heartbeat.objects.beat("here, process 1")
    Heartbeat.objects.beat("there, process 1")
    assert runner() == ("ready", "2 run answers; 0 wait.")

    Heartbeat.objects.filter(worker__startswith="there").update(seen_at=NOW - timedelta(minutes=1))
    assert runner() == ("ready", "1 run answers; 0 wait.")


def test_workers_that_have_long_been_silent_are_forgotten() -> None:
    Heartbeat.objects.beat("there, process 1")
    Heartbeat.objects.update(seen_at=NOW - timedelta(hours=2))

    Heartbeat.objects.beat("here, process 1")

    assert [beat.worker for beat in Heartbeat.objects.all()] == ["here, process 1"]
