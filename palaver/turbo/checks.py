"""System checks: what would otherwise be found out only when a page stays still."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured

from palaver.turbo import permission
from palaver.turbo.consumers import StreamsConsumer


def register_all() -> None:
    """Register this app's checks with Django."""
    register(permission_is_answered)
    register(channel_layer_fits)


def permission_is_answered(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Somebody must say who may listen: the setting, or a subclass that is already imported."""
    if not hasattr(settings, permission.SETTING) and _has_own_answer(StreamsConsumer):
        return []
    try:
        permission.configured()
    except (ImproperlyConfigured, ImportError) as error:
        hint = f"{permission.SETTING} = 'yourproject.streams.may_listen'"
        return [Error(f"Nobody says who may listen: {error}", hint=hint, id="turbo.E001")]
    return []


def channel_layer_fits(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """There must be a channel layer, and the Redis one should be the pub/sub layer."""
    backend = getattr(settings, "CHANNEL_LAYERS", {}).get("default", {}).get("BACKEND")
    if not backend:
        hint = "Channels' InMemoryChannelLayer serves one process, channels_redis several."
        return [Error("CHANNEL_LAYERS has no 'default'.", hint=hint, id="turbo.E002")]
    if backend == "channels_redis.core.RedisChannelLayer":
        hint = "Use channels_redis.pubsub.RedisPubSubChannelLayer."
        text = "The core Redis layer lets one visitor's backlog drop the messages of others."
        return [Caution(text, hint=hint, id="turbo.W001")]
    return []


def _has_own_answer(consumer: type[StreamsConsumer]) -> bool:
    return any(
        "may_listen" in vars(subclass) or _has_own_answer(subclass)
        for subclass in consumer.__subclasses__()
    )
