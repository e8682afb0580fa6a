"""What idle connections wait with; tests/faults has the servers."""

import asyncio

from palaver.cli.websocket import Gate, Inbox


async def test_who_waits_at_a_closed_gate_goes_on_when_it_opens() -> None:
    gate = Gate()
    await gate.wait()
    gate.clear()
    waiting = [asyncio.create_task(gate.wait()) for _ in range(2)]
    gone = asyncio.create_task(gate.wait())
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    gone.cancel()
    gate.set()
    await asyncio.gather(*waiting)


async def test_events_are_taken_in_their_order() -> None:
    inbox = Inbox()
    assert inbox.empty()
    taking = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    assert not taking.done()
    for number in range(3):
        inbox.put_nowait(number)
    assert not inbox.empty()
    assert [await taking, await inbox.get(), await inbox.get()] == [0, 1, 2]
    assert inbox.empty()
