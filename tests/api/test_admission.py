"""Who may use the JSON socket, and for how long."""

from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed

from tests.api.program import Program
from tests.provider import script_text
from tests.running import Palaver
from tests.visitor import Visitor


@pytest.fixture
def owner(palaver: Palaver) -> Visitor:
    """Somebody of the test's own, who may sign out and run into limits."""
    return palaver.sign_in(palaver.create_user(f"owner-{uuid4().hex}"))


async def closing_code(program: Program) -> int | None:
    with pytest.raises(ConnectionClosed) as closed:
        await program.event()
    return closed.value.rcvd.code if closed.value.rcvd else None


async def test_nobody_is_let_in_without_signing_in(palaver: Palaver) -> None:
    async with Program(palaver, None) as program:
        assert await closing_code(program) == 4401


async def test_a_page_of_another_site_is_turned_away(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner, origin="https://evil.example") as program:
        assert await closing_code(program) == 4403
    async with Program(palaver, owner, origin=palaver.address) as program:
        await program.answer(model="?tokens=5&rate=0")
        program.agrees_with(script_text(1, 5))


async def test_signing_out_closes_the_socket_at_once(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await program.answer(model="?tokens=5&rate=0")
        owner.sign_out()
        assert await closing_code(program) == 4401
    async with Program(palaver, owner) as program:
        assert await closing_code(program) == 4401


async def test_signing_out_in_mid_answer_stops_the_reading_only(
    palaver: Palaver, owner: Visitor
) -> None:
    async with Program(palaver, owner) as program:
        await program.ask(model="?tokens=60&rate=60")
        await program.until_length(20)
        owner.sign_out()
        with pytest.raises(ConnectionClosed):
            await program.end()
    name = palaver.rows("SELECT username FROM accounts_user ORDER BY id DESC LIMIT 1")[0][0]
    async with Program(palaver, palaver.sign_in(name)) as again:
        await again.resume(program.message)
        await again.end()
    again.agrees_with(script_text(1, 60))


async def test_a_stranger_can_neither_read_nor_join(
    palaver: Palaver, owner: Visitor, stranger: Visitor
) -> None:
    async with Program(palaver, owner) as program:
        await program.answer(model="?tokens=5&rate=0")
    async with Program(palaver, stranger) as intruder:
        await intruder.resume(program.message)
        refusal = await intruder.event()
        assert (refusal["event"], refusal["kind"]) == ("error", "not_found")
        await intruder.resume(str(uuid4()))
        assert await intruder.event() == refusal
        await intruder.ask(chat=program.chat)
        assert await intruder.event() == refusal
        await intruder.ask(chat=str(uuid4()))
        assert await intruder.event() == refusal
        assert intruder.started == {}
    program.agrees_with(script_text(1, 5))
    questions = "SELECT count(*) FROM chats_message WHERE chat_id = ?"
    assert palaver.rows(questions, program.chat.replace("-", "")) == [(2,)]


async def test_a_deleted_chat_is_not_found(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await program.answer(model="?tokens=5&rate=0")
        owner.post(f"/chats/{program.chat}/deletion/")
        await program.resume(program.message)
        assert (await program.event())["kind"] == "not_found"
        await program.ask(chat=program.chat)
        assert (await program.event())["kind"] == "not_found"


async def test_one_person_s_sockets_are_limited(
    palaver: Palaver, owner: Visitor, stranger: Visitor
) -> None:
    programs = [Program(palaver, owner) for _ in range(32)]
    try:
        for program in programs:
            await program.__aenter__()
            await program.send(stop=True)
            assert (await program.event())["kind"] == "idle"  # so it was let in
        async with Program(palaver, owner) as one_too_many:
            assert await closing_code(one_too_many) == 4429
        async with Program(palaver, stranger) as other:
            await other.answer(model="?tokens=5&rate=0")
            other.agrees_with(script_text(1, 5))
    finally:
        for program in programs:
            await program.__aexit__(None, None, None)


async def test_one_person_s_running_answers_are_limited(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as first:
        await first.ask(model="?tokens=100000&rate=5")
        await first.event()
        running = [owner.post("/chats/", **_message()) for _ in range(9)]
        assert {response.status for response in running} == {302}
        async with Program(palaver, owner) as program:
            await program.ask()
            refusal = await program.event()
            assert (refusal["event"], refusal["kind"]) == ("error", "limit")
            await first.send(stop=True)
            await first.end()
            await program.answer(model="?tokens=5&rate=0")
            program.agrees_with(script_text(1, 5))
    for chat in running:
        owner.post(f"{chat.location}deletion/")


def _message() -> dict[str, str]:
    model = "openai/scripted?tokens=100000&rate=5"
    return {"text": "Hello?", "model": model, "client_id": str(uuid4())}
