import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer, get_channel_layer
from pytest_django import Settings

from palaver.turbo import abroadcast_remove_to, turbo_stream
from tests.turbo.listening import TIMEOUT, eventually, reader

HELLO = turbo_stream.remove("hello")


class Counting(InMemoryChannelLayer):  # type: ignore[misc]  # Channels has no types
    """Counts who joined and who left; breaks when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.joined = self.left = 0
        self.broken = asyncio.Event()

    async def group_add(self, group: str, channel: str) -> None:
        if self.broken.is_set():
            raise ConnectionError("away")
        self.joined += 1
        await super().group_add(group, channel)

    async def group_discard(self, group: str, channel: str) -> None:
        self.left += 1
        await super().group_discard(group, channel)

    async def receive(self, channel: str) -> Any:
        receiving = asyncio.ensure_future(super().receive(channel))
        breaking = asyncio.ensure_future(self.broken.wait())
        try:
            await asyncio.wait([receiving, breaking], return_when="FIRST_COMPLETED")
            if receiving.done():
                return receiving.result()
            raise ConnectionError("away")
        finally:
            receiving.cancel()
            breaking.cancel()


@pytest.fixture
def counting(settings: Settings) -> Counting:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": f"{__name__}.Counting"}}
    layer = get_channel_layer()
    assert isinstance(layer, Counting)
    return layer


async def test_all_listeners_of_an_event_loop_share_a_channel_and_its_tasks() -> None:
    async with AsyncExitStack() as open_:
        first = await open_.enter_async_context(reader())
        await first.subscribe("notes")
        tasks = asyncio.all_tasks()
        for name in ("notes", "others", "more"):
            await (await open_.enter_async_context(reader())).subscribe(name)

        assert asyncio.all_tasks() == tasks
        assert len(get_channel_layer().channels) == 1


async def test_a_group_is_joined_by_the_first_and_left_with_the_last(counting: Counting) -> None:
    async with reader() as one:
        await one.subscribe("notes")
        async with reader() as another:
            await another.subscribe("notes")
            assert (counting.joined, counting.left) == (1, 0)
        assert (counting.joined, counting.left) == (1, 0)
        await abroadcast_remove_to("notes", target="hello")
        assert await one.next() == ("1", HELLO)
    assert (counting.joined, counting.left) == (1, 1)


async def test_a_layer_that_fails_is_a_loss_for_all(counting: Counting) -> None:
    async with reader() as one, reader() as another:
        await one.subscribe("notes")
        await another.subscribe("others")
        assert not one.lost.is_set()
        counting.broken.set()

        await asyncio.wait_for(one.lost.wait(), TIMEOUT)
        await asyncio.wait_for(another.lost.wait(), TIMEOUT)


async def test_once_it_is_back_new_listeners_hear_again(counting: Counting) -> None:
    async with reader() as one:
        await one.subscribe("notes")
        counting.broken.set()
        await asyncio.wait_for(one.lost.wait(), TIMEOUT)
        async with reader() as early:
            with pytest.raises(ConnectionError):
                await early.subscribe("notes")
        counting.broken.clear()
        async with reader() as late:
            await late.subscribe("notes")
            await abroadcast_remove_to("notes", target="hello")
            assert await late.next() == ("1", HELLO)
    await eventually(lambda: not counting.channels)
    assert not counting.groups


async def test_a_listener_that_goes_wrong_when_it_is_told_does_no_harm_to_others() -> None:
    def go_wrong() -> None:
        raise OSError("gone")

    async with reader() as one, reader() as another:
        one.lost.set = go_wrong  # type: ignore[method-assign]  # what its loss calls
        await one.subscribe("notes")
        await another.subscribe("notes")
        one.gate.clear()
        for _ in range(150):
            await abroadcast_remove_to("notes", target="hello")
            assert await another.next() == ("1", HELLO)


async def test_with_room_for_them_many_broadcasts_at_once_all_arrive(settings: Settings) -> None:
    config = {"capacity": 1000}
    layer = {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": config}
    settings.CHANNEL_LAYERS = {"default": layer}
    names = [f"notes {number}" for number in range(150)]

    async with reader() as one, reader() as another:
        for place, name in enumerate(names):
            await (one, another)[place % 2].subscribe(name, key=name)
        await asyncio.gather(*(abroadcast_remove_to(name, target="hello") for name in names))

        heard = {(await one.next())[0] for _ in names[::2]}
        heard |= {(await another.next())[0] for _ in names[1::2]}
        assert heard == set(names)
