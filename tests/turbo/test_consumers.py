import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator

from palaver.turbo import (
    abroadcast_remove_to,
    consumers,
    outbox,
    permission,
    signed_stream_name,
    turbo_stream,
)
from palaver.turbo.consumers import StreamsConsumer

HELLO = turbo_stream.remove("hello")


class OwnersOnly(StreamsConsumer):
    async def may_listen(self, user: Any, stream_name: str) -> bool:
        return str(user) == "owner"


class Page(WebsocketCommunicator):  # type: ignore[misc]  # Channels has no types
    """A page's end of the socket."""

    async def subscribe(self, name: str, key: str = "1") -> Any:
        await self.send_json_to(["subscribe", key, signed_stream_name(name)])
        return await self.receive_json_from()

    async def close_code(self) -> int:
        while (event := await self.receive_output(5))["type"] != "websocket.close":
            pass
        return int(event["code"])


@asynccontextmanager
async def page(
    consumer: type[StreamsConsumer] = StreamsConsumer, user: Any = None
) -> AsyncIterator[Page]:
    it = Page(consumer.as_asgi(), "/ws/turbo/")
    it.scope["user"] = user
    assert (await it.connect())[0]
    try:
        yield it
    finally:
        await it.disconnect()


async def say_hello(name: str = "notes") -> None:
    await abroadcast_remove_to(name, target="hello")


async def test_a_page_hears_what_it_subscribed_to() -> None:
    async with page() as it:
        assert await it.subscribe("notes") == ["subscribed", "1"]
        await say_hello()

        assert await it.receive_json_from() == ["stream", "1", HELLO]


async def test_a_page_no_longer_hears_what_it_unsubscribed_from() -> None:
    async with page() as it:
        await it.subscribe("notes")
        await it.send_json_to(["unsubscribe", "1"])
        await it.subscribe("end", key="2")
        await say_hello("notes")
        await say_hello("end")

        assert await it.receive_json_from() == ["stream", "2", HELLO]


@pytest.mark.parametrize(("user", "answer"), [("owner", "subscribed"), ("stranger", "refused")])
async def test_a_consumer_may_answer_by_itself(user: str, answer: str) -> None:
    async with page(OwnersOnly, user) as it:
        assert await it.subscribe("notes") == [answer, "1"]


async def test_a_stranger_hears_nothing() -> None:
    async with page(OwnersOnly, "owner") as owners, page(OwnersOnly, "stranger") as strangers:
        await owners.subscribe("notes")
        await strangers.subscribe("notes")
        await say_hello()

        assert await owners.receive_json_from() == ["stream", "1", HELLO]
        assert await strangers.receive_nothing()


async def test_without_authentication_the_user_is_anonymous() -> None:
    asked = []

    class Asking(StreamsConsumer):
        async def may_listen(self, user: Any, stream_name: str) -> bool:
            asked.append(user)
            return True

    async with page(Asking) as it:
        await it.subscribe("notes")

    assert [user.is_anonymous for user in asked] == [True]


@pytest.mark.parametrize(
    "text",
    ["", "no json", "[]", "{}", '["subscribe"]', '["subscribe", 1, "a"]', '["ack"]', "[" * 2000],
)
async def test_a_senseless_frame_ends_the_connection_for_good(text: str) -> None:
    async with page() as it:
        await it.send_input({"type": "websocket.receive", "text": text})

        assert await it.close_code() == consumers.BAD_FRAME


async def test_so_does_a_frame_that_is_too_long() -> None:
    def frame(length: int) -> str:
        return json.dumps(["unsubscribe", "x" * (length - len('["unsubscribe", ""]'))])

    async with page() as it:
        await it.send_to(text_data=frame(consumers.MAX_FRAME_LENGTH))
        assert await it.subscribe("notes") == ["subscribed", "1"]

        await it.send_to(text_data=frame(consumers.MAX_FRAME_LENGTH + 1))
        assert await it.close_code() == consumers.BAD_FRAME


async def test_so_does_a_binary_frame() -> None:
    async with page() as it:
        await it.send_to(bytes_data=b'["unsubscribe", "1"]')

        assert await it.close_code() == consumers.BAD_FRAME


async def test_a_page_that_acknowledges_nothing_is_sent_away() -> None:
    async with page() as it:
        await it.subscribe("notes")
        for _ in range(consumers.WINDOW + outbox.MAX_MESSAGES + 2):
            await say_hello()

        streams = [await it.receive_json_from() for _ in range(consumers.WINDOW)]
        assert streams == [["stream", "1", HELLO]] * consumers.WINDOW
        assert await it.receive_output() == {"type": "websocket.close", "code": 1013}


async def test_a_page_that_acknowledges_hears_everything() -> None:
    async with page() as it:
        await it.subscribe("notes")
        for _ in range(3 * consumers.WINDOW):
            await say_hello()
            assert (await it.receive_json_from())[0] == "stream"
            await it.send_json_to(["ack"])


async def test_a_slow_answer_for_one_page_does_not_delay_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, slow = threading.Event(), threading.Event()

    def may_listen(user: Any, stream_name: str) -> bool:
        asked.set()
        return stream_name != "slow" or slow.wait(10)

    monkeypatch.setattr(permission, "configured", lambda: may_listen)
    async with page() as slow_page, page() as quick_page:
        await slow_page.send_json_to(["subscribe", "1", signed_stream_name("slow")])
        assert await asyncio.to_thread(asked.wait, 5)
        assert await quick_page.subscribe("quick") == ["subscribed", "1"]
        slow.set()
        assert await slow_page.receive_json_from() == ["subscribed", "1"]


async def test_a_value_error_in_the_answer_is_not_the_pages_fault() -> None:
    class Broken(StreamsConsumer):
        async def may_listen(self, user: Any, stream_name: str) -> bool:
            raise ValueError("not a page's mistake")

    it = Page(Broken.as_asgi(), "/ws/turbo/")
    await it.connect()
    await it.send_json_to(["subscribe", "1", signed_stream_name("notes")])

    with pytest.raises(ValueError, match="mistake"):
        await it.wait()


async def test_a_silent_connection_is_kept_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "PING_INTERVAL", 0.01)

    async with page() as it:
        assert await it.receive_json_from() == ["ping"]


async def test_after_its_lifetime_a_connection_is_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(consumers, "LIFETIME", 0.01)

    async with page() as it:
        assert await it.close_code() == consumers.RESTART


async def test_an_error_in_the_answer_ends_the_connection_and_leaves_nothing() -> None:
    class Broken(StreamsConsumer):
        async def may_listen(self, user: Any, stream_name: str) -> bool:
            raise ConnectionError("the database is away")

    before = asyncio.all_tasks()
    it = Page(Broken.as_asgi(), "/ws/turbo/")
    await it.connect()
    await it.send_json_to(["subscribe", "1", signed_stream_name("notes")])

    with pytest.raises(ConnectionError):
        await it.wait()
    assert asyncio.all_tasks() == before
