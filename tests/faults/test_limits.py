"""Limits, reached over the wire: a code or a sentence, never a traceback."""

import asyncio
import http.client
import json
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed

from tests.faults.asking import NEW, ask
from tests.faults.changed import OPEN_SOCKETS, ChangedPalaver
from tests.faults.comparing import assert_exact
from tests.faults.page import Page, dial
from tests.faults.waiting import LONGEST
from tests.provider.process import ProviderProcess
from tests.running import MODEL, Palaver
from tests.visitor import Response, Visitor

SOCKETS = 4
RUNNING = 10
SENDS_PER_MINUTE = 60
FRAME_LIMIT = 2_500_000  # bytes
BODY_LIMIT = 3 * 1024 * 1024  # bytes
MESSAGE_LENGTH = 200_000  # characters
TOO_MANY = 4429
BAD_MESSAGE = 4400
TOO_BIG = 1009
FAULTS = ("Exception in ASGI application", "Internal Server Error", "never retrieved")


@pytest.fixture(scope="module")
def palaver(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Palaver]:
    directory = tmp_path_factory.mktemp("palaver")
    with ChangedPalaver(directory, provider.base_url, {OPEN_SOCKETS: SOCKETS}) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_fault_of_the_server(palaver: Palaver) -> Iterator[None]:
    yield
    log = palaver.log.read_text()
    assert not [fault for fault in FAULTS if fault in log]


async def test_a_socket_too_many_is_closed_and_another_can_be_opened_once_one_is_gone(
    palaver: Palaver, owner: Visitor
) -> None:
    stranger = palaver.sign_in(palaver.create_user("stranger"))
    async with AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(Page(owner)) for _ in range(SOCKETS)]
        asked = await ask(owner, tokens=5)
        for page in pages:  # a socket counts from when it is heard, not from when it is open
            await page.ended(await page.follow(asked.message_id))

        assert await _close_code(owner) == TOO_MANY
        assert all(page.is_open for page in pages)
        await (await stack.enter_async_context(Page(stranger))).open()
    async with Page(owner) as page:
        asked = await ask(owner, tokens=5)
        shown = await page.follow(asked.message_id)
        await page.ended(shown)
    assert_exact(palaver, asked, shown)


async def test_an_answer_too_many_is_refused_and_so_is_sending_too_fast(
    palaver: Palaver,
) -> None:
    owner = palaver.sign_in(palaver.create_user("somebody-in-a-hurry"))
    running = [await ask(owner, seed=151, tokens=900, rate=10) for _ in range(RUNNING)]

    refused = await _send(owner)
    assert refused.status == 422
    assert f"{RUNNING} answers are being written" in refused.text
    for _ in range(2 * SENDS_PER_MINUTE):  # the minute may turn meanwhile
        refused = await _send(owner)
        assert refused.status == 422
        if "sending very fast" in refused.text:
            break
    assert "sending very fast" in refused.text

    for one in running:
        await asyncio.to_thread(owner.post, f"/messages/{one.message_id}/stop/")
        assert palaver.answer(one.message_id).status == "stopped"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        pytest.param("[" + " " * FRAME_LIMIT + "]", TOO_BIG, id="too big"),
        pytest.param('["watch"' + " " * 3000 + "]", BAD_MESSAGE, id="too long"),
        pytest.param("[" * 1900, BAD_MESSAGE, id="too deep"),
        pytest.param("no JSON", BAD_MESSAGE, id="no JSON"),
        pytest.param('{"watch": 1}', BAD_MESSAGE, id="no list"),
        pytest.param('["watch", "1", "answer", "x", ""]', BAD_MESSAGE, id="no number"),
        pytest.param('["ack", 1e400]', BAD_MESSAGE, id="infinite"),
        pytest.param(b"\0\1\2", BAD_MESSAGE, id="bytes"),
    ],
)
async def test_a_message_that_cannot_be_closes_the_socket_only(
    palaver: Palaver, owner: Visitor, message: str | bytes, code: int
) -> None:
    asked = await ask(owner, seed=152, tokens=20, rate=40)
    async with Page(owner) as page:
        shown = await page.follow(asked.message_id)

        assert await _close_code(owner, message) == code

        await page.ended(shown)
    assert page.connections == 1
    assert_exact(palaver, asked, shown)


@pytest.mark.parametrize(
    "words",
    [
        ["watch", 1, "answer", str(uuid4()), ""],
        ["watch", 1, "answer", "\ud800", ""],
        ["watch", 1, "chat", "x" * 1000, 0],
        ["watch", 1, "chat", str(uuid4()), "0"],
        ["watch", 1, "stream", "unsigned"],
        ["watch", 1, "nothing", "x"],
        ["watch", 10**30, "answer", str(uuid4()), ""],
    ],
)
async def test_what_may_not_be_watched_is_refused_on_an_open_socket(
    owner: Visitor, words: list[object]
) -> None:
    async with dial(owner) as socket:
        await socket.send(json.dumps(words))

        assert json.loads(await socket.recv()) == ["refused", words[1]]
        await socket.send('["stop", 1]')
        await socket.send('["ack", -5]')
        await socket.send('["ack", 99999999999999999999]')
        await socket.send('["drop", 99]')
        await socket.send(json.dumps(words))
        assert json.loads(await socket.recv()) == ["refused", words[1]]


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
async def test_a_giant_form_is_refused(owner: Visitor, declared: bool) -> None:
    connection = http.client.HTTPConnection(owner.address.removeprefix("http://"), timeout=20)
    body = b"text=" + b"x" * (2 * BODY_LIMIT)
    headers = {**owner.headers, "Content-Type": "application/x-www-form-urlencoded"}

    status = await asyncio.to_thread(
        _status, connection, body if declared else iter([body]), headers
    )

    assert status == 413


async def test_the_longest_message_is_taken(palaver: Palaver, owner: Visitor) -> None:
    text = "🦜" * MESSAGE_LENGTH

    sent = await asyncio.to_thread(
        owner.post, NEW, text=text, model=f"{MODEL}?tokens=1", client_id=str(uuid4())
    )

    assert sent.status == 302
    assert palaver.rows("SELECT text FROM chats_message ORDER BY id DESC LIMIT 2")[1] == (text,)


async def test_a_message_over_the_limit_is_refused_with_the_limit_and_kept(
    owner: Visitor,
) -> None:
    text = "y" * (MESSAGE_LENGTH + 1)

    refused = await asyncio.to_thread(owner.post, NEW, text=text, client_id=str(uuid4()))

    assert refused.status == 422
    assert "200,001 characters; 200,000 are allowed" in refused.text
    assert text in refused.text


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"text": " \n\t "},
        {"text": "a\0b"},
        {"text": "hello", "client_id": "no uuid"},
        {"text": "hello", "model": "m" * 201},
        {"text": "hello", **{f"field{n}": "x" for n in range(200)}},
    ],
)
async def test_a_form_that_cannot_be_is_refused_in_a_sentence(
    owner: Visitor, fields: dict[str, str]
) -> None:
    before = (await asyncio.to_thread(owner.get, "/")).text.count("chat_item_")

    refused = await asyncio.to_thread(owner.post, NEW, **{"client_id": str(uuid4()), **fields})

    assert refused.status in {400, 422}
    assert "Traceback" not in refused.text
    assert (await asyncio.to_thread(owner.get, "/")).text.count("chat_item_") == before


async def _close_code(visitor: Visitor, message: str | bytes = "") -> int | None:
    """What the server closes a socket with that says this."""
    async with asyncio.timeout(LONGEST), dial(visitor) as socket:
        with suppress(ConnectionClosed):
            if message:
                await socket.send(message)
            async for _message in socket:
                pass
    return socket.close_code


async def _send(owner: Visitor) -> Response:
    fields = {"text": "Hello", "model": MODEL, "client_id": str(uuid4())}
    return await asyncio.to_thread(owner.post, NEW, **fields)


def _status(
    connection: http.client.HTTPConnection, body: bytes | Iterator[bytes], headers: dict[str, str]
) -> int:
    connection.request("POST", NEW, body, headers)
    return connection.getresponse().status
