import asyncio
import logging
import time
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from palaver.turbo import (
    abroadcast_remove_to,
    abroadcast_stream_to,
    broadcast_remove_to,
    broadcast_stream_to,
    transport,
    turbo_stream,
)
from palaver.turbo.background import background
from palaver.turbo.consumers import StreamsConsumer
from palaver.turbo.presence import Presence, presence
from tests.turbo.listening import reader


class Unreachable(InMemoryChannelLayer):  # type: ignore[misc]  # Channels has no types
    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        raise ConnectionError("refused")


class Silent(InMemoryChannelLayer):  # type: ignore[misc]  # Channels has no types
    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await asyncio.Event().wait()


def use(layer: type[InMemoryChannelLayer], settings: Settings) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": f"{__name__}.{layer.__name__}"}}


def test_in_memory_a_process_without_pages_says_that_it_reaches_nobody(
    presence_here: Presence, caplog: pytest.LogCaptureFixture
) -> None:
    broadcast_remove_to("notes", target="note_7")

    assert "reached nobody" in caplog.text
    assert "'notes'" in caplog.text


async def test_so_does_the_async_twin(
    presence_here: Presence, caplog: pytest.LogCaptureFixture
) -> None:
    await abroadcast_remove_to("notes", target="note_7")

    assert "reached nobody" in caplog.text


def test_a_process_that_serves_pages_is_not_warned(caplog: pytest.LogCaptureFixture) -> None:
    StreamsConsumer.as_asgi()

    assert presence.serves
    broadcast_remove_to("notes", target="note_7")
    assert not caplog.records


@pytest.fixture
async def _strict_loop() -> None:
    """Refuse a call from another thread instead of noticing it some time later."""
    asyncio.get_running_loop().set_debug(True)


@pytest.mark.usefixtures("_strict_loop")
async def test_a_broadcast_from_a_plain_thread_wakes_a_listener() -> None:
    async with reader() as it:
        await it.subscribe("notes")
        async with asyncio.timeout(5):
            await asyncio.to_thread(broadcast_remove_to, "notes", target="note_7")

            assert await it.next() == ("1", turbo_stream.remove("note_7"))


@pytest.mark.usefixtures("_strict_loop")
async def test_so_does_one_from_another_event_loop() -> None:
    def another_loop() -> None:
        asyncio.run(abroadcast_remove_to("notes", target="note_7"))

    async with reader() as it:
        await it.subscribe("notes")
        await asyncio.to_thread(another_loop)

        assert await it.next() == ("1", turbo_stream.remove("note_7"))


def test_an_unreachable_layer_is_logged_and_not_raised(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    presence.announce()
    use(Unreachable, settings)

    broadcast_remove_to("notes", target="note_7")

    assert "A broadcast to 'notes' was lost" in caplog.text
    assert "refused" in caplog.text


async def test_a_layer_that_does_not_answer_holds_nobody_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    presence.announce()
    use(Silent, settings)
    monkeypatch.setattr(transport, "SEND_TIMEOUT", 0.01)

    async with asyncio.timeout(5):
        await abroadcast_remove_to("notes", target="note_7")

    assert caplog.records[0].levelno == logging.WARNING


async def test_a_broadcast_is_small() -> None:
    most = turbo_stream.append("notes", html="x" * (transport.MAX_STREAM_LENGTH - 100))
    await abroadcast_stream_to("notes", stream=most)

    with pytest.raises(ValueError, match="characters"):
        await abroadcast_stream_to("notes", stream=most + most)


def test_without_a_channel_layer_there_is_no_broadcast(settings: Settings) -> None:
    settings.CHANNEL_LAYERS = {}

    with pytest.raises(ImproperlyConfigured, match="CHANNEL_LAYERS"):
        broadcast_stream_to("notes", stream=turbo_stream.remove("note_7"))


def test_a_layer_that_does_not_answer_delays_code_without_a_loop_once(settings: Settings) -> None:
    presence.announce()
    use(Silent, settings)
    background.close()
    started = time.monotonic()

    for _ in range(20):
        broadcast_remove_to("notes", target="note_7")

    assert time.monotonic() - started < 10 * transport.PATIENCE
    background.close()
