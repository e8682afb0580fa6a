"""The server dies or is shut down in the middle of an answer."""

import random

import pytest
from websockets.exceptions import ConnectionClosed

from tests.api.program import Program
from tests.provider import script_text
from tests.running import Palaver
from tests.visitor import Visitor


@pytest.fixture
def owner(mortal_palaver: Palaver) -> Visitor:
    return mortal_palaver.sign_in(mortal_palaver.create_user("owner"))


@pytest.mark.parametrize("seed", range(3))
async def test_a_killed_server_loses_nothing_that_was_shown(
    mortal_palaver: Palaver, owner: Visitor, seed: int
) -> None:
    tokens = random.Random(seed).randint(1, 90)
    async with Program(mortal_palaver, owner) as program:
        await program.ask(model=f"?seed={seed}&tokens=150&rate=100")
        await program.until_length(len(script_text(seed, tokens)))
        mortal_palaver.kill()
        with pytest.raises(ConnectionClosed):
            await program.end()
    assert mortal_palaver.answer(program.message).text.startswith(program.text)
    mortal_palaver.start()
    async with Program(mortal_palaver, owner) as again:
        again.have(program.text)
        epoch = program.started["epoch"]
        await again.resume(program.message, len(program.text), epoch=epoch)
        assert (await again.end())["event"] == "finished"
    assert again.restarts == 0
    again.agrees_with(script_text(seed, 150))


async def test_thoughts_without_an_answer_start_over_after_a_crash(
    mortal_palaver: Palaver, owner: Visitor
) -> None:
    model = "?tokens=20&reasoning=100&rate=50"
    async with Program(mortal_palaver, owner) as program:
        await program.ask(model=model)
        while not program.reasoning:
            await program.event()
        mortal_palaver.kill()
    mortal_palaver.start()
    async with Program(mortal_palaver, owner) as again:
        again.have("", program.reasoning)
        epoch, has = program.started["epoch"], len(program.reasoning)
        await again.resume(program.message, reasoning_from=has, epoch=epoch)
        await again.end()
    assert again.restarts == 1
    again.agrees_with(script_text(1, 20), script_text(2, 100))


async def test_a_shutdown_is_told_as_one_to_come_back_from(
    mortal_palaver: Palaver, owner: Visitor
) -> None:
    async with Program(mortal_palaver, owner) as program:
        await program.ask(model="?tokens=100&rate=50")
        await program.until_length(50)
        mortal_palaver.terminate()
        with pytest.raises(ConnectionClosed) as closed:
            await program.end()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
    mortal_palaver.start()
    async with Program(mortal_palaver, owner) as again:
        again.have(program.text)
        await again.resume(program.message, len(program.text))
        assert (await again.end())["event"] == "finished"
    again.agrees_with(script_text(1, 100))
