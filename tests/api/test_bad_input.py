"""Whatever is sent, the socket answers with a sentence and goes on."""

import json
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.api.program import Program
from tests.provider import script_text
from tests.running import Palaver
from tests.visitor import Visitor

NOT_JSON = ["", " ", "hello", "{", '{"message": "a"', "[" * 50_000, '{"message": "\n"}', "\0"]
NO_REQUEST = ["null", "7", "[]", '"stop"', "{}", '{"mesage": "a"}', '{"message":"a","stop":true}']
WRONG: list[dict[str, Any]] = [
    {"message": 7},
    {"message": None},
    {"message": ["a"]},
    {"message": ""},
    {"message": " \n\t\u3000"},
    {"message": "a\0b"},
    {"message": "\ud83d"},
    {"message": "a", "model": 5},
    {"message": "a", "model": "x" * 201},
    {"message": "a", "model": "openai/\0"},
    {"message": "a", "model": "openai/\udc00"},
    {"message": "a", "chat": 5},
    {"message": "a", "client_id": "one"},
    {"message": "a", "client_id": 1},
    {"stop": 1},
    {"stop": False},
    {"stop": "yes"},
    {"resume": None},
    {"resume": 12},
    {"resume": ["a"]},
]
POSITIONS: list[Any] = [-1, -(10**30), 1.5, True, "3", [], {}, float("nan"), float("inf")]
UNKNOWN = ["", "x", "0", "\ud800", "\0", "7" * 10_000, "00000000-0000-0000-0000-000000000000"]


async def refuses(program: Program, text: str | bytes, kind: str = "bad_request") -> str:
    await program.socket.send(text)
    event = await program.event()
    assert (event["event"], event["kind"]) == ("error", kind), text[:80]
    return str(event["sentence"])


async def still_works(program: Program) -> None:
    await program.answer(model="?tokens=5&rate=0")
    program.agrees_with(script_text(1, 5))


async def test_what_is_no_request_is_refused(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        for text in NOT_JSON + NO_REQUEST:
            assert (await refuses(program, text)).endswith(".")
        await still_works(program)


async def test_bytes_are_refused(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await refuses(program, b'{"message": "a"}')
        await still_works(program)


async def test_wrong_fields_are_refused_and_nothing_is_stored(
    palaver: Palaver, owner: Visitor
) -> None:
    async with Program(palaver, owner) as program:
        before = palaver.rows("SELECT count(*) FROM chats_message")
        for fields in WRONG:
            await refuses(program, json.dumps(fields))
        assert palaver.rows("SELECT count(*) FROM chats_message") == before
        await still_works(program)
    assert palaver.rows("SELECT count(*) FROM chats_message") != before


@pytest.mark.parametrize("name", ["from", "reasoning_from", "epoch"])
async def test_positions_are_whole_numbers(palaver: Palaver, owner: Visitor, name: str) -> None:
    async with Program(palaver, owner) as program:
        await still_works(program)
        for position in POSITIONS:
            await refuses(program, json.dumps({"resume": program.message, name: position}))
        await program.send(resume=program.message, **{name: None if name == "epoch" else 0})
        assert (await program.event())["event"] == "started"


async def test_numbers_beyond_all_bounds_are_refused(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await still_works(program)
        digits = "9" * 100_000
        await refuses(program, f'{{"resume": "{program.message}", "from": {digits}}}')
        await refuses(program, f'{{"resume": "{program.message}", "from": 1e400}}')


async def test_ids_of_nothing_are_not_found(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        for name in UNKNOWN:
            await refuses(program, json.dumps({"resume": name}), "not_found")
            await refuses(program, json.dumps({"message": "a", "chat": name}), "not_found")
        await still_works(program)


async def test_a_message_over_the_limit_is_refused_with_the_limit(
    palaver: Palaver, owner: Visitor
) -> None:
    async with Program(palaver, owner) as program:
        too_long = json.dumps({"message": "😀" * 200_001})
        assert "200,000" in await refuses(program, too_long, "limit")
        await program.send(message="😀" * 200_000, model="openai/scripted?tokens=5&rate=0")
        await program.end()
        program.agrees_with(script_text(1, 5))
    query = "SELECT max(length(text)) FROM chats_message WHERE chat_id = ?"
    assert palaver.rows(query, program.chat.replace("-", "")) == [(200_000,)]


async def test_a_frame_beyond_any_message_closes_the_socket(
    palaver: Palaver, owner: Visitor
) -> None:
    async with Program(palaver, owner) as program:
        with pytest.raises(ConnectionClosed) as closed:
            await _send_and_hear(program, "x" * 3_000_000)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


async def _send_and_hear(program: Program, text: str) -> None:
    """The server may close before it has taken the whole message, or after."""
    await program.socket.send(text)
    await program.event()


async def test_one_answer_at_a_time(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await program.ask(model="?tokens=60&rate=60")
        await program.until_length(1)
        await program.ask()
        await program.resume(program.message)
        refusals = []
        while (event := await program.event())["event"] != "finished":
            refusals += [event["kind"]] if event["event"] == "error" else []
        assert refusals == ["busy", "busy"]
        program.agrees_with(script_text(1, 60))
        await still_works(program)


async def test_the_same_chat_writes_one_answer_at_a_time(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program, Program(palaver, owner) as other:
        await program.ask(model="?tokens=60&rate=60")
        await program.until_length(1)
        await other.ask(chat=program.chat)
        assert (await other.event())["kind"] == "limit"
        await program.end()
    program.agrees_with(script_text(1, 60))


async def test_requests_sent_in_a_rush_are_each_answered(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        for _ in range(100):
            await program.socket.send("nonsense")
        kinds = [(await program.event())["kind"] for _ in range(100)]
        assert kinds == ["bad_request"] * 100
        await still_works(program)
