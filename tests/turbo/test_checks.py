from typing import Any

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from palaver.turbo import checks
from palaver.turbo.consumers import StreamsConsumer


class Silent(StreamsConsumer):
    """No subclass of it answers by itself."""


class Asking(StreamsConsumer):
    """A subclass of it answers by itself."""


class Answering(Asking):
    async def may_listen(self, user: Any, stream_name: str) -> bool:
        return False


@pytest.fixture(autouse=True)
def _no_loaded_subclass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "StreamsConsumer", Silent)


def ids() -> set[str]:
    return {it.id for it in run_checks() if it.id and it.id.startswith("turbo.")}


def test_a_good_configuration_passes() -> None:
    assert ids() == set()


@pytest.mark.parametrize("path", [None, "", "nowhere.at_all", "tests.turbo.permissions.missing"])
def test_somebody_must_say_who_may_listen(settings: Settings, path: str | None) -> None:
    settings.TURBO_MAY_LISTEN = path

    assert ids() == {"turbo.E001"}


def test_a_channel_layer_is_needed(settings: Settings) -> None:
    settings.CHANNEL_LAYERS = {}

    assert ids() == {"turbo.E002"}


def test_the_core_redis_layer_is_warned_of(settings: Settings) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer"}}

    assert ids() == {"turbo.W001"}


def test_a_consumer_with_its_own_answer_is_enough(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    del settings.TURBO_MAY_LISTEN
    assert ids() == {"turbo.E001"}

    monkeypatch.setattr(checks, "StreamsConsumer", Asking)
    assert ids() == set()
