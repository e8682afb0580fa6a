"""Who may watch what, what is no message, and how a socket ends."""

import json
import time

import pytest
from django.contrib.sessions.models import Session
from pytest_django import Settings

from palaver.accounts.models import User
from palaver.accounts.sockets.registry import registry
from palaver.chats import sidebar
from palaver.chats.models import Chat
from palaver.generation.bus import bus
from palaver.generation.hints import ChatMoved, Moved
from palaver.generation.models import Generation
from palaver.lib.threads import DatabaseThreads
from palaver.turbo.names import signed_stream_name
from palaver.web.live import subscriptions
from palaver.web.live.socket import ACKNOWLEDGEMENT_TIMEOUT, PING_INTERVAL
from tests.generation.fixtures import Ask
from tests.generation.writing import claimed, finish
from tests.waiting import eventually
from tests.web.live.clients import LiveClient, connected
from tests.web.live.conftest import Parts, session_cookie

BAD_MESSAGE, SIGNED_OUT, WRONG_ORIGIN, TOO_MANY, TRY_AGAIN = 4400, 4401, 4403, 4429, 1013


async def test_a_stranger_may_watch_nothing_of_it(
    queued: Generation, owner: User, parts: Parts, strangers_cookie: str, page: LiveClient
) -> None:
    watches = [
        ("answer", str(queued.message_id), ""),
        ("chat", str(queued.message.chat_id), 0),
        ("stream", signed_stream_name(*sidebar.streamables(owner))),
    ]
    async with connected(strangers_cookie) as client:
        for ch, watch in enumerate(watches):
            client.say("watch", ch, *watch)
            assert await client.hear() == ["refused", ch]
        assert parts.hub._replicas == {}
        client.say("stop", 0)
        assert await client.hears_nothing()
    for ch, watch in enumerate(watches[:2]):
        page.say("watch", ch, *watch)
        assert (await page.hear())[0] == ch


@pytest.mark.parametrize(
    "watch",
    [
        ("answer", "0198a3f0-0000-7000-8000-000000000000", ""),
        ("answer", "no uuid", ""),
        ("answer", "", ""),
        ("answer", "\0", ""),
        ("answer", "MESSAGE", 7),
        ("answer", "MESSAGE", None),
        ("answer", "MESSAGE"),
        ("answer", "CHAT", ""),
        ("chat", "0198a3f0-0000-7000-8000-000000000000", 0),
        ("chat", "no uuid", 0),
        ("chat", "CHAT", "0"),
        ("chat", "CHAT"),
        ("chat", "MESSAGE", 0),
        ("stream", "unsigned"),
        ("stream", "unsigned:signature"),
        ("stream", "STREAM", ""),
        ("everything", "CHAT", 0),
        ("", "", ""),
    ],
)
async def test_what_cannot_be_watched_is_refused(
    page: LiveClient, queued: Generation, owner: User, watch: tuple[object, ...]
) -> None:
    names = {
        "MESSAGE": str(queued.message_id),
        "CHAT": str(queued.message.chat_id),
        "STREAM": signed_stream_name(*sidebar.streamables(owner)),
    }
    page.say("watch", 5, *(names.get(str(part), part) for part in watch))
    assert await page.hear() == ["refused", 5]
    page.say("watch", 6, "answer", names["MESSAGE"], "")
    assert (await page.hear())[0] == 6


async def test_what_was_deleted_cannot_be_watched(
    page: LiveClient, queued: Generation, database: DatabaseThreads
) -> None:
    chat = queued.message.chat
    await database.run(chat.discard)
    page.say("watch", 1, "answer", str(queued.message_id), "")
    page.say("watch", 2, "chat", str(chat.pk), 0)
    assert [await page.hear(), await page.hear()] == [["refused", 1], ["refused", 2]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "{}",
        "[]",
        "null",
        '"watch"',
        '["watch"]',
        '["watch", "1", "answer", "x", ""]',
        '["watch", 1.5, "answer", "x", ""]',
        '["watch", 1, "answer", "x", "", "more"]',
        '["watch", 1, 2, 3]',
        '["ack"]',
        '["ack", "1"]',
        '["ack", null]',
        '["stop"]',
        '["drop", []]',
        '["unknown", 1]',
        '[["watch", 1, "answer", "x", ""]]',
        "[" * 1000,
        "[" * 100_000,
        '["pong", "' + "x" * 3000 + '"]',
        '["ack", ' + "9" * 1900 + "]]",
        "\ud800",
    ],
)
async def test_what_is_no_message_ends_the_socket(page: LiveClient, text: str) -> None:
    page.say("pong")
    page.say_text(text)
    assert await page.is_closed() == BAD_MESSAGE


async def test_bytes_are_no_message(page: LiveClient) -> None:
    page.say_bytes(b'["pong"]')
    assert await page.is_closed() == BAD_MESSAGE


@pytest.mark.parametrize("count", [0, -1, 2, 10**18, 10**40, True])
async def test_absurd_acknowledgements_change_nothing(
    page: LiveClient, queued: Generation, database: DatabaseThreads, count: int
) -> None:
    page.acknowledges = False
    page.say("watch", 1, "answer", str(queued.message_id), "")
    await page.hear()
    page.say("ack", count)
    await database.run(lambda: finish(claimed(queued), "Text"))
    bus.publish([Moved(queued.pk)])
    assert "end" in await page.hear()


async def test_watches_have_a_bound_and_a_watch_in_use_can_be_stated_again(
    page: LiveClient, queued: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "MOST_WATCHES", 3)
    for ch in range(5):
        page.say("watch", ch, "answer", str(queued.message_id), "")
    heard = [await page.hear() for _ in range(5)]
    assert [message for message in heard if len(message) == 2] == [["refused", 3], ["refused", 4]]
    page.say("watch", 2, "answer", str(queued.message_id), "")
    assert (await page.hear())[0] == 2
    page.say("drop", 0)
    page.say("watch", 4, "answer", str(queued.message_id), "")
    assert (await page.hear())[0] == 4


async def test_a_flood_of_watches_costs_no_more_than_the_bound(
    page: LiveClient, parts: Parts, queued: Generation
) -> None:
    for ch in range(300):
        page.say("watch", ch, "answer", str(queued.message_id), "")
    heard = [await page.hear() for _ in range(300)]
    assert sum(message[0] == "refused" for message in heard) == 200
    assert len(parts.hub._watchers[queued.pk]) == subscriptions.MOST_WATCHES == 100


async def test_too_many_sockets_of_a_person_are_refused(
    parts: Parts, owners_cookie: str, strangers_cookie: str, settings: Settings
) -> None:
    settings.PALAVER_OPEN_SOCKETS = 1
    async with connected(owners_cookie) as first:
        assert await first.hears_nothing()
        async with connected(owners_cookie) as second, connected(strangers_cookie) as other:
            assert await second.is_closed() == TOO_MANY
            assert await other.hears_nothing()
    async with connected(owners_cookie) as again:
        assert await again.hears_nothing()


@pytest.mark.parametrize("cookie", ["", "sessionid=", "sessionid=unknown", "sessionid=\u00ff"])
async def test_nobody_gets_in_without_a_session(parts: Parts, owner: User, cookie: str) -> None:
    async with connected(cookie) as client:
        assert await client.is_closed() == SIGNED_OUT


async def test_another_sites_page_gets_in_nowhere(parts: Parts, owners_cookie: str) -> None:
    async with connected(owners_cookie, origin="http://evil.example") as client:
        assert await client.is_closed() == WRONG_ORIGIN
    async with connected(owners_cookie, origin="http://testserver") as client:
        assert await client.hears_nothing()


async def test_a_sign_out_closes_the_sockets_of_its_session(
    parts: Parts, owners_cookie: str, owner: User
) -> None:
    other_cookie = await parts.reading.run(session_cookie, owner)
    async with connected(owners_cookie) as here, connected(other_cookie) as elsewhere:
        assert await here.hears_nothing()
        assert await elsewhere.hears_nothing()
        registry.sign_out(owners_cookie.partition("=")[2])
        assert await here.is_closed() == SIGNED_OUT
        assert await elsewhere.hears_nothing()


async def test_a_session_that_ended_elsewhere_is_noticed_by_the_clock(
    page: LiveClient, database: DatabaseThreads
) -> None:
    assert await page.hears_nothing()
    (socket,) = registry._sockets
    await socket.pulse(time.monotonic() + 61)
    assert await page.hear() == ["ping"]
    assert page.code is None
    await database.run(Session.objects.all().delete)
    await socket.pulse(time.monotonic() + 122)
    assert await page.is_closed() == SIGNED_OUT


async def test_a_heartbeat_keeps_proxies_awake(page: LiveClient) -> None:
    assert await page.hears_nothing()
    (socket,) = registry._sockets
    await socket.pulse(time.monotonic() + 1)
    assert await page.hears_nothing()
    await socket.pulse(time.monotonic() + PING_INTERVAL + 1)
    assert await page.hear() == ["ping"]
    page.say("pong")
    assert await page.hears_nothing()


async def test_a_page_that_acknowledges_nothing_is_sent_away_to_come_back(
    page: LiveClient, queued: Generation
) -> None:
    page.acknowledges = False
    page.say("watch", 1, "answer", str(queued.message_id), "")
    await page.hear()
    (socket,) = registry._sockets
    await socket.pulse(time.monotonic() + ACKNOWLEDGEMENT_TIMEOUT - 1)
    assert page.code is None
    await socket.pulse(time.monotonic() + ACKNOWLEDGEMENT_TIMEOUT + 1)
    assert await page.is_closed() == TRY_AGAIN


async def test_a_page_that_reads_nothing_at_all_can_still_be_closed(
    page: LiveClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("palaver.accounts.sockets.admission.CLOSE_TIMEOUT", 0.05)
    assert await page.hears_nothing()
    (socket,) = registry._sockets
    page.reads.clear()
    page.say("watch", 1, "answer", "nobody's", "")
    registry.sign_out(socket.visitor.session_key)
    await eventually(lambda: not registry._sockets)


async def test_a_chat_is_caught_up_with_and_followed(
    page: LiveClient, ask: Ask, chat: Chat, database: DatabaseThreads
) -> None:
    first = await database.run(ask)
    page.say("watch", 1, "chat", str(chat.pk), 0)
    ch, html = await page.hear()
    assert ch == 1
    assert f'target="chat_{chat.pk}" from="0" to="1"' in html
    assert f'id="message_{first.message_id}"' in html
    assert await page.hears_nothing()
    await database.run(chat.rename, 'A "new" name')
    bus.publish([ChatMoved(chat.pk, 2)])
    _ch, html = await page.hear()
    assert 'from="1" to="2" title="A &quot;new&quot; name"' in html
    assert "message_" not in html


async def test_a_page_that_is_up_to_date_hears_nothing_of_its_chat(
    page: LiveClient, queued: Generation
) -> None:
    page.say("watch", 1, "chat", str(queued.message.chat_id), 1)
    assert await page.hears_nothing()


@pytest.mark.parametrize("version", [2, 10**30, -(10**30), -1])
async def test_an_absurd_version_is_led_back(
    page: LiveClient, queued: Generation, version: int
) -> None:
    page.say("watch", 1, "chat", str(queued.message.chat_id), version)
    _ch, html = await page.hear()
    assert ('action="refresh"' in html) is (version > 1)
    assert await page.hears_nothing()


async def test_the_list_of_chats_is_followed_by_its_owner(
    page: LiveClient, owner: User, chat: Chat, database: DatabaseThreads
) -> None:
    page.say("watch", 1, "stream", signed_stream_name(*sidebar.streamables(owner)))
    assert await page.hear() == [1, ""]
    await database.run(sidebar.remove, chat)
    assert await page.hear() == _removed(chat)
    page.say("drop", 1)
    assert await page.hears_nothing()
    await database.run(sidebar.remove, chat)
    assert await page.hears_nothing()


def _removed(chat: Chat) -> list[object]:
    return [1, f'<turbo-stream action="remove" target="chat_item_{chat.pk}"></turbo-stream>']


async def test_every_frame_is_json_on_one_line(page: LiveClient, queued: Generation) -> None:
    page.say("watch", 1, "answer", str(queued.message_id), "")
    text = await page._received.get()
    assert "\n" not in text
    assert isinstance(json.loads(text), list)
