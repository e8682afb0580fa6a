"""A client that reads nothing: it costs the server little, and can still speak."""

import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.api.program import Program
from tests.provider import script_text
from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.visitor import Visitor
from tests.waiting import eventually

TOKENS = 60_000  # more than half a megabyte
READERS = 30
SETTLED = 5
# The C library gives memory back as soon as it is free, so that what is in use can be read.
FRUGAL = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "0"}


@pytest.fixture
def mortal_palaver(provider: ProviderProcess, tmp_path: Path) -> Iterator[Palaver]:
    with Palaver(tmp_path, provider.base_url, **FRUGAL) as running:
        yield running


@pytest.fixture
def owner(mortal_palaver: Palaver) -> Visitor:
    return mortal_palaver.sign_in(mortal_palaver.create_user("owner"))


class LazyProgram(Program):
    """Reads from the network only what the test asks for, with hardly a buffer in between."""

    def __init__(self, palaver: Palaver, visitor: Visitor) -> None:
        plug = socket.socket()
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plug.connect(("127.0.0.1", palaver.port))
        super().__init__(palaver, visitor, sock=plug, max_queue=1)


def resident(palaver: Palaver) -> int:
    """Kilobytes of memory that the server uses."""
    status = Path(f"/proc/{palaver.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def stuck(palaver: Palaver) -> int:
    """Connections on which the server's bytes wait in the kernel for a client that reads none."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(
        row[1].endswith(f":{palaver.port:04X}") and not row[4].startswith("00000000:")
        for row in rows
    )


async def test_an_answer_that_nobody_reads_is_stored_and_then_read_whole(
    mortal_palaver: Palaver, owner: Visitor
) -> None:
    async with LazyProgram(mortal_palaver, owner) as program:
        await program.ask(model=f"?tokens={TOKENS}&rate=0")
        await program.event()
        await eventually(lambda: mortal_palaver.answer(program.message).status == "done")
        assert stuck(mortal_palaver)
        assert (await program.end())["event"] == "finished"
    program.agrees_with(script_text(1, TOKENS))


async def test_who_reads_nothing_can_still_stop(mortal_palaver: Palaver, owner: Visitor) -> None:
    async with LazyProgram(mortal_palaver, owner) as program:
        await program.ask(model=f"?tokens={20 * TOKENS}&rate=10000")
        await program.event()
        await eventually(lambda: len(mortal_palaver.answer(program.message).text) > 300_000)
        assert stuck(mortal_palaver)
        await program.send(stop=True)
        await eventually(lambda: mortal_palaver.answer(program.message).status == "stopped")
        assert (await program.end())["status"] == "stopped"
    stored = mortal_palaver.answer(program.message).text
    program.agrees_with(stored)
    assert script_text(1, 20 * TOKENS).startswith(stored)


async def test_many_clients_that_read_nothing_cost_less_than_the_answer_each(
    mortal_palaver: Palaver, owner: Visitor
) -> None:
    async with Program(mortal_palaver, owner) as program:
        await program.answer(model=f"?tokens={3 * TOKENS}&rate=0")
    lazy = [LazyProgram(mortal_palaver, owner) for _ in range(READERS)]
    async with AsyncExitStack() as stack:
        for reader in lazy[:SETTLED]:
            await (await stack.enter_async_context(reader)).resume(program.message)
            await reader.event()
        before = resident(mortal_palaver)
        for reader in lazy[SETTLED:]:
            await (await stack.enter_async_context(reader)).resume(program.message)
            await reader.event()
        await eventually(lambda: stuck(mortal_palaver) == READERS)
        most = (READERS - SETTLED) * len(program.text.encode())
        await eventually(lambda: (resident(mortal_palaver) - before) * 1024 < most)
        await lazy[-1].end()
    lazy[-1].agrees_with(script_text(1, 3 * TOKENS))
