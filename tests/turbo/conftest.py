from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from palaver.turbo import presence, transport
from tests.ports import free_port
from tests.turbo.servers import redis_server

IN_MEMORY = "channels.layers.InMemoryChannelLayer"
PUB_SUB = "channels_redis.pubsub.RedisPubSubChannelLayer"


@pytest.fixture(autouse=True)
def _configured(settings: Settings) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": IN_MEMORY}}
    settings.TURBO_MAY_LISTEN = "tests.turbo.permissions.anybody"


@pytest.fixture
def presence_here(monkeypatch: pytest.MonkeyPatch) -> presence.Presence:
    """A process that has never served a page."""
    fresh = presence.Presence()
    monkeypatch.setattr(transport, "presence", fresh)
    return fresh


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory: Path = tmp_path_factory.mktemp("redis")
    with redis_server(directory, free_port()) as url:
        yield url


@pytest.fixture
def over_redis(settings: Settings, redis_url: str) -> dict[str, Any]:
    layers = {"default": {"BACKEND": PUB_SUB, "CONFIG": {"hosts": [redis_url]}}}
    settings.CHANNEL_LAYERS = layers
    return layers
