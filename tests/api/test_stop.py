"""Stopping over the JSON socket."""

from tests.api.program import Program
from tests.provider import script_text
from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.visitor import Visitor
from tests.waiting import eventually

ENDLESS = "?tokens=100000&rate=50"


async def test_stop_ends_the_answer_where_its_log_ends(
    palaver: Palaver, provider: ProviderProcess, owner: Visitor
) -> None:
    async with Program(palaver, owner) as program:
        await program.ask(model=ENDLESS)
        await program.until_length(50)
        await program.send(stop=True)
        end = await program.end()
        assert (end["event"], end["status"]) == ("finished", "stopped")
    stored = palaver.answer(program.message)
    assert stored.status == "stopped"
    program.agrees_with(stored.text)
    assert script_text(1, 5000).startswith(stored.text)
    await eventually(lambda: provider.requests()[-1]["closed_by_client"])


async def test_a_lost_connection_stops_nothing(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await program.ask(model="?tokens=60&rate=60")
        await program.until_length(20)
    async with Program(palaver, owner) as again:
        again.have(program.text)
        await again.resume(program.message, len(program.text))
        assert (await again.end())["status"] == "done"
    again.agrees_with(script_text(1, 60))


async def test_somebody_else_s_stop_ends_it_too(palaver: Palaver, owner: Visitor) -> None:
    async with Program(palaver, owner) as program:
        await program.ask(model=ENDLESS)
        await program.until_length(20)
        owner.post(f"/messages/{program.message}/stop/")
        assert (await program.end())["status"] == "stopped"
    stored = palaver.answer(program.message).text
    program.agrees_with(stored)
    assert script_text(1, 5000).startswith(stored)


async def test_stop_without_an_answer_is_refused_and_the_socket_stays(
    palaver: Palaver, owner: Visitor
) -> None:
    async with Program(palaver, owner) as program:
        await program.send(stop=True)
        assert (await program.event())["kind"] == "idle"
        await program.answer(model="?tokens=5&rate=0")
        await program.send(stop=True)
        assert (await program.event())["kind"] == "idle"
    program.agrees_with(script_text(1, 5))
