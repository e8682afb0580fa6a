import asyncio
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from palaver.turbo import abroadcast_remove_to, listener, outbox, signed_stream_name, turbo_stream
from palaver.turbo.listener import Listener
from palaver.turbo.transport import default_layer
from tests.turbo.listening import TIMEOUT, eventually, reader
from tests.turbo.permissions import nobody, owners_only

HELLO = turbo_stream.remove("hello")


class Slow(InMemoryChannelLayer):  # type: ignore[misc]  # Channels has no types
    """A layer that adds to a group only when it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()
        self.go_on = asyncio.Event()

    async def group_add(self, group: str, channel: str) -> None:
        self.asked.set()
        await self.go_on.wait()
        await super().group_add(group, channel)


async def say_hello(*streamables: str) -> None:
    await abroadcast_remove_to(*streamables, target="hello")


async def test_a_message_arrives_with_the_subscriptions_key() -> None:
    async with reader() as it:
        assert await it.subscribe("notes", key="n")
        await say_hello("notes")

        assert await it.next() == ("n", HELLO)


async def test_another_streams_message_does_not_arrive() -> None:
    async with reader() as it:
        await it.subscribe("notes", key="n")
        await it.subscribe("end", key="e")
        await say_hello("others")
        await say_hello("end")

        assert await it.next() == ("e", HELLO)


async def test_two_elements_may_listen_to_one_stream() -> None:
    async with reader() as it:
        await it.subscribe("notes", key="a")
        await it.subscribe("notes", key="b")
        await say_hello("notes")
        assert {(await it.next())[0], (await it.next())[0]} == {"a", "b"}

        await it.listener.unsubscribe("a")
        await say_hello("notes")
        assert (await it.next())[0] == "b"


async def test_nothing_arrives_after_unsubscribing() -> None:
    async with reader() as it:
        await it.subscribe("notes", key="n")
        await it.subscribe("end", key="e")
        await it.listener.unsubscribe("n")
        await it.listener.unsubscribe("unknown")
        await say_hello("notes")
        await say_hello("end")

        assert (await it.next())[0] == "e"


async def test_what_still_waits_is_not_sent_after_unsubscribing() -> None:
    async with reader() as it:
        await it.subscribe("notes", key="n")
        await it.subscribe("end", key="e")
        it.gate.clear()
        for name in ["end", "notes", "end"]:
            await say_hello(name)
        await it.listener.unsubscribe("n")
        it.gate.set()

        assert [(await it.next())[0], (await it.next())[0]] == ["e", "e"]


async def test_a_key_in_use_moves_to_the_new_stream() -> None:
    async with reader() as it:
        await it.subscribe("old")
        await it.subscribe("new")
        await say_hello("old")
        await say_hello("new")

        await it.next()
        assert it.arrived.empty()


async def test_each_subscription_asks_who_may_listen_to_what() -> None:
    asked: list[tuple[Any, str]] = []

    def may_listen(user: Any, stream_name: str) -> bool:
        asked.append((user, stream_name))
        return owners_only(user, stream_name)

    async with reader(may_listen) as it:
        assert await it.subscribe("notes", user="owner")
        assert not await it.subscribe("notes", user="stranger")

    assert asked == [("owner", "notes"), ("stranger", "notes")]


async def test_a_refused_key_no_longer_listens() -> None:
    async with reader(owners_only) as it:
        await it.subscribe("notes", key="n", user="owner")
        await it.subscribe("end", key="e", user="owner")
        await it.subscribe("notes", key="n", user="stranger")
        await say_hello("notes")
        await say_hello("end")

        assert (await it.next())[0] == "e"


async def test_an_unsigned_name_is_refused_unasked() -> None:
    async with reader() as it:
        assert await it.subscribe("notes")
        assert not await it.listener.subscribe("2", "notes", "member")


async def test_without_an_answer_nobody_listens(settings: Settings) -> None:
    settings.TURBO_MAY_LISTEN = None

    with pytest.raises(ImproperlyConfigured, match="TURBO_MAY_LISTEN"):
        async with reader():
            pass


async def test_the_setting_answers_where_nothing_else_does(settings: Settings) -> None:
    settings.TURBO_MAY_LISTEN = f"{nobody.__module__}.{nobody.__name__}"

    async with reader() as it:
        assert not await it.subscribe("notes")


async def test_a_socket_has_only_so_many_subscriptions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MAX_SUBSCRIPTIONS", 2)

    async with reader() as it:
        assert [await it.subscribe("notes", key=key) for key in "abc"] == [True, True, False]


async def test_a_slow_reader_loses_no_more_than_what_waits_and_is_told() -> None:
    async with reader() as it:
        await it.subscribe("notes")
        it.gate.clear()
        for _ in range(outbox.MAX_MESSAGES):
            await say_hello("notes")
        assert not it.lost.is_set()
        for _ in range(10):
            await say_hello("notes")

        await asyncio.wait_for(it.lost.wait(), TIMEOUT)


async def test_a_reader_that_fails_stops_its_listener() -> None:
    lost = asyncio.Event()

    async def broken(key: str, html: str) -> None:
        raise OSError("gone")

    it = Listener(default_layer(), broken, on_loss=lost.set)
    async with reader() as witness:
        await witness.subscribe("notes")
        await it.subscribe("1", signed_stream_name("notes"), "member")
        await say_hello("notes")
        await asyncio.wait_for(lost.wait(), TIMEOUT)
        await witness.next()
    await it.close()


async def test_closing_leaves_nothing_behind() -> None:
    layer = get_channel_layer()
    assert isinstance(layer, InMemoryChannelLayer)
    before = asyncio.all_tasks()
    async with reader() as it:
        await it.subscribe("notes")
        assert layer.groups
        assert asyncio.all_tasks() > before

    assert not layer.groups
    assert not layer.channels
    assert asyncio.all_tasks() == before


async def test_a_subscription_still_being_decided_does_not_outlive_its_socket() -> None:
    asked, decided = asyncio.Event(), asyncio.Event()

    async def may_listen(user: Any, stream_name: str) -> bool:
        asked.set()
        await decided.wait()
        return True

    async with reader(may_listen) as it:
        deciding = asyncio.create_task(it.subscribe("notes"))
        await asked.wait()
        closing = asyncio.create_task(it.listener.close())
        await asyncio.sleep(0)
        decided.set()

        assert await deciding is False
        await closing
    assert not get_channel_layer().groups


async def test_a_subscription_still_being_made_does_not_outlive_its_socket(
    settings: Settings,
) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": f"{__name__}.Slow"}}
    layer = get_channel_layer()

    async with reader() as it:
        making = asyncio.create_task(it.subscribe("notes"))
        await layer.asked.wait()
        closing = asyncio.create_task(it.listener.close())
        await asyncio.sleep(0)
        layer.go_on.set()

        assert await making
        await closing
    assert not layer.groups


async def test_a_membership_that_the_layer_would_forget_is_renewed(settings: Settings) -> None:
    config = {"group_expiry": 0.01}
    layer = {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": config}
    settings.CHANNEL_LAYERS = {"default": layer}

    async with reader() as it:
        await it.subscribe("notes")
        groups = get_channel_layer().groups
        (group,) = groups
        groups[group].clear()
        await eventually(lambda: bool(groups[group]))
