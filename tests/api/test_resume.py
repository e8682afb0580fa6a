"""Coming back to an answer, from any position."""

import random
from uuid import uuid4

import pytest

from tests.api.program import Event, Program
from tests.provider import script_text
from tests.running import Palaver
from tests.visitor import Visitor

THINKING = "?tokens=80&reasoning=20&rate=0&seed=4"


@pytest.fixture
async def finished(palaver: Palaver, owner: Visitor) -> Program:
    """A finished answer, with reasoning, as it was received."""
    async with Program(palaver, owner) as program:
        await program.answer(model=THINKING)
    program.agrees_with(script_text(4, 80), script_text(5, 20))
    return program


@pytest.mark.parametrize("part", [0, 0.01, 0.5, 0.99, 1])
async def test_an_answer_is_resumed_from_any_position(
    palaver: Palaver, owner: Visitor, finished: Program, part: float
) -> None:
    position, reasoning = int(len(finished.text) * part), int(len(finished.reasoning) * part)
    async with Program(palaver, owner) as program:
        program.have(finished.text[:position], finished.reasoning[:reasoning])
        await program.resume(finished.message, position, reasoning_from=reasoning)
        end = await program.end()
    assert (end["event"], program.restarts) == ("finished", 0)
    assert program.started["from"] == position
    program.agrees_with(finished.text, finished.reasoning)


async def test_a_reader_of_the_text_alone_gets_the_reasoning_anew(
    palaver: Palaver, owner: Visitor, finished: Program
) -> None:
    async with Program(palaver, owner) as program:
        program.have(finished.text[:10])
        await program.resume(finished.message, 10)
        await program.end()
    program.agrees_with(finished.text, finished.reasoning)


@pytest.mark.parametrize(
    "beyond", [{"from": 10**6}, {"from": 10**4000}, {"reasoning_from": 2**63}, {"epoch": 7}]
)
async def test_who_claims_more_than_there_is_starts_over(
    palaver: Palaver, owner: Visitor, finished: Program, beyond: Event
) -> None:
    async with Program(palaver, owner) as program:
        program.have("what nobody wrote", "nor thought")
        await program.send(resume=finished.message, **beyond)
        await program.end()
    assert program.restarts == 1
    program.agrees_with(finished.text, finished.reasoning)


async def test_who_has_all_of_it_is_not_made_to_start_over(
    palaver: Palaver, owner: Visitor, finished: Program
) -> None:
    epoch = finished.started["epoch"]
    async with Program(palaver, owner) as program:
        program.have(finished.text)
        await program.resume(finished.message, len(finished.text), epoch=epoch)
        await program.end()
    assert program.restarts == 0


async def test_a_retry_is_noticed_by_its_epoch(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await program.answer(model="?tokens=60&rate=0&fault=quota&times=1")
    epoch = program.started["epoch"]
    owner.post(f"/messages/{program.message}/retry/")
    async with Program(palaver, owner) as again:
        await again.resume(program.message, epoch=epoch)
        await again.end()
    assert again.restarts == 1
    again.agrees_with(script_text(1, 60))


async def test_a_continuation_goes_on_where_the_reader_is(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await program.answer(model="?tokens=60&rate=0&fault=cut_at:40&times=1")
    epoch, text = program.started["epoch"], program.text
    owner.post(f"/messages/{program.message}/continuation/")
    async with Program(palaver, owner) as again:
        again.have(text)
        await again.resume(program.message, len(text), epoch=epoch)
        await again.end()
    assert again.restarts == 0
    again.agrees_with(script_text(1, 60))


async def test_fifty_lost_connections_lose_nothing(palaver: Palaver, owner: Visitor) -> None:
    rng = random.Random(50)
    client_id = str(uuid4())
    message, text, reasoning = "", "", ""
    for _ in range(50):
        async with Program(palaver, owner) as program:
            program.have(text, reasoning)
            has = {"from": len(text), "reasoning_from": len(reasoning)}
            if text or reasoning:
                await program.send(resume=message, **has)
            else:
                await program.ask(model="?tokens=200&rate=50&reasoning=10", client_id=client_id)
            for _ in range(rng.randint(1, 4)):
                if (await program.event())["event"] == "finished":
                    break
            message, text, reasoning = program.message, program.text, program.reasoning
    async with Program(palaver, owner) as program:
        program.have(text, reasoning)
        await program.resume(message, len(text), reasoning_from=len(reasoning))
        await program.end()
    assert program.restarts == 0
    program.agrees_with(script_text(1, 200), script_text(2, 10))


async def test_two_readers_of_one_answer_read_the_same(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as one, Program(palaver, owner) as other:
        await one.ask(model="?tokens=60&rate=60")
        await one.until_length(1)
        await other.resume(one.message)
        assert await one.end() == await other.end()
    one.agrees_with(script_text(1, 60))
    other.agrees_with(script_text(1, 60))


async def test_an_answer_asked_for_on_a_page_can_be_followed(
    palaver: Palaver, owner: Visitor
) -> None:
    client_id = uuid4()
    owner.post(
        "/chats/", text="Hello?", model="openai/scripted?tokens=30", client_id=str(client_id)
    )
    query = """SELECT answer.id FROM chats_message answer JOIN chats_message question
               ON question.id = answer.parent_id WHERE question.client_id = ?"""
    ((message,),) = palaver.rows(query, client_id.hex)
    async with Program(palaver, owner) as program:
        await program.resume(str(message))
        await program.end()
    program.agrees_with(script_text(1, 30))
