"""Asking over the JSON socket of a running Palaver."""

from uuid import uuid4

import pytest

from tests.api.program import Program
from tests.provider import Parameters, script_text
from tests.running import MODEL, Palaver
from tests.visitor import Visitor


async def test_an_answer_arrives_as_it_is_written(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        end = await program.answer(model="?seed=3&tokens=300&rate=0")
    assert (end["event"], end["status"]) == ("finished", "done")
    program.agrees_with(script_text(3, 300))


async def test_the_start_says_what_will_be_followed(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await program.ask(model="?tokens=5")
        started = await program.event()
        await program.end()
    assert started["event"] == "started"
    assert started["model"] == MODEL + "?tokens=5"
    assert (started["from"], started["reasoning_from"], started["epoch"]) == (0, 0, 1)
    assert owner.get(f"/chats/{program.chat}/").status == 200
    program.agrees_with(script_text(1, 5))


async def test_text_comes_before_the_end(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await program.ask(model="?tokens=60&rate=60")
        await program.until_length(1)
        assert palaver.answer(program.message).status == "running"
        await program.end()
    program.agrees_with(script_text(1, 60))


async def test_what_is_received_is_never_ahead_of_what_is_stored(
    palaver: Palaver, owner: Visitor
) -> None:
    async with Program(palaver, owner) as program:
        await program.ask(model="?tokens=100&rate=100")
        while (await program.event())["event"] != "finished":
            assert palaver.answer(program.message).text.startswith(program.text)
    program.agrees_with(script_text(1, 100))


async def test_reasoning_is_kept_apart(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        end = await program.answer(model="?tokens=40&reasoning=30&seed=5&rate=0")
    assert end["usage"]["reasoning_tokens"] == 30
    program.agrees_with(script_text(5, 40), script_text(6, 30))


async def test_the_end_tells_what_was_used(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        end = await program.answer("two words", model="?tokens=7&rate=0")
    assert end["usage"] == {"prompt_tokens": 2, "completion_tokens": 7, "reasoning_tokens": 0}
    program.agrees_with(script_text(1, 7))


async def test_a_connection_serves_one_answer_after_another(
    palaver: Palaver, owner: Visitor
) -> None:
    async with Program(palaver, owner) as program:
        await program.answer("First?", model="?tokens=5&rate=0")
        first, chat = program.message, program.chat
        await program.answer("Second?", model="?tokens=9&rate=0", chat=chat)
        program.agrees_with(script_text(1, 9))
    assert program.chat == chat
    assert program.message != first


async def test_without_a_model_the_chat_keeps_its_own(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await program.answer(model="?tokens=5&rate=0")
        await program.send(message="And now?", chat=program.chat)
        await program.end()
    assert program.started["model"] == MODEL + "?tokens=5&rate=0"
    program.agrees_with(script_text(1, 5))


async def test_a_message_sent_twice_is_there_once(palaver: Palaver, owner: Visitor) -> None:
    client_id = str(uuid4())
    async with Program(palaver, owner) as program:
        await program.answer(model="?tokens=20&rate=0", client_id=client_id)
        first = program.message
        await program.answer(model="?tokens=20&rate=0", client_id=client_id)
        assert program.message == first
        program.agrees_with(script_text(1, 20))
        await program.answer(model="?tokens=20&rate=0", client_id=str(uuid4()))
        assert program.message != first


@pytest.mark.parametrize(
    ("fault", "kind", "tokens"),
    [
        ("401", "wrong_key", 0),
        ("404", "unknown_model", 0),
        ("context", "context_too_long", 0),
        ("filter", "refused", 0),
        ("cut_at:30", "cut", 30),
        ("garbage_at:30", "garbage", 30),
        ("error_at:30", "server_error", 30),
    ],
)
async def test_a_failure_says_its_kind_and_keeps_the_text(
    palaver: Palaver, owner: Visitor, fault: str, kind: str, tokens: int
) -> None:
    async with Program(palaver, owner) as program:
        end = await program.answer(model=f"?tokens=60&rate=0&fault={fault}")
    assert (end["event"], end["kind"]) == ("failed", kind)
    assert end["sentence"]
    assert end["may_continue"] == bool(tokens)
    program.agrees_with(script_text(1, tokens))


async def test_an_unknown_provider_fails_the_answer(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await program.send(message="Hello?", model="nobody/nothing")
        end = await program.end()
    assert (end["event"], end["kind"]) == ("failed", "unknown_model")
    program.agrees_with("")


@pytest.mark.parametrize("fault", ["nul_at:20,surrogate_at:40,control_at:60,split"])
async def test_odd_characters_of_a_provider_are_replaced(
    palaver: Palaver, owner: Visitor, fault: str
) -> None:
    async with Program(palaver, owner) as program:
        await program.answer(model=f"?tokens=100&rate=0&fault={fault}")
    program.agrees_with(Parameters(tokens=100, fault=fault).answer())
    assert "\ufffd" in program.text


async def test_a_long_answer_comes_in_parts(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await program.answer(model="?tokens=20000&rate=0")
    async with Program(palaver, owner) as late:
        await late.resume(program.message)
        parts = [await late.event() for _ in range(4)]
        await late.end()
    assert max(len(part.get("text", "")) for part in parts) <= 16_000
    late.agrees_with(script_text(1, 20000))
    program.agrees_with(script_text(1, 20000))
