"""What every socket does, whatever it speaks."""

import asyncio
from typing import Any, cast

import pytest

from palaver.accounts.limits import LimitReached
from palaver.accounts.sockets import connection
from palaver.accounts.sockets.closing import Closing, Code
from palaver.accounts.sockets.connection import Connection
from palaver.accounts.sockets.registry import Registry
from palaver.accounts.sockets.visitor import Visitor
from palaver.lib.threads import DatabaseThreads
from tests.waiting import eventually


class Person:
    pk = 7


class Client:
    """The other end: what it sends, what it received, and whether it reads."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.received: list[str] = []
        self.reads = asyncio.Event()
        self.reads.set()

    def say(self, text: str) -> None:
        self.sent.put_nowait({"type": "websocket.receive", "text": text})

    def leave(self) -> None:
        self.sent.put_nowait({"type": "websocket.disconnect"})

    async def receive(self) -> dict[str, Any]:
        return await self.sent.get()

    async def send(self, message: dict[str, Any]) -> None:
        await self.reads.wait()
        self.received.append(message["text"])


class Session:
    """Threads that run nothing, and say whether the session holds."""

    holds = True

    async def run(self, _function: Any) -> bool:
        return self.holds


class Echo(Connection):
    """Replies to whatever it hears."""

    def __init__(self, client: Client, session: Session | None = None, key: str = "key") -> None:
        threads = cast("DatabaseThreads", session or Session())
        super().__init__(Visitor(Person(), key, "hash"), threads, client.receive, client.send)
        self.heard: list[str] = []
        self.left = False

    async def _obey(self, text: str) -> None:
        self.heard.append(text)
        self._reply(text)

    async def _next(self) -> str | None:
        return None

    async def _leave(self) -> None:
        self.left = True


async def closing_code(echo: Echo) -> Code:
    with pytest.raises(Closing) as closing:
        await echo.serve()
    return closing.value.code


async def test_it_serves_until_the_client_leaves() -> None:
    client = Client()
    echo = Echo(client)
    client.say("one")
    client.say("two")
    serving = asyncio.create_task(echo.serve())
    await eventually(lambda: len(client.received) == 2)
    client.leave()
    await serving
    assert client.received == ['"one"', '"two"']
    assert echo.left


async def test_while_nothing_is_said_only_reading_goes_on() -> None:
    client = Client()
    echo = Echo(client)
    serving = asyncio.create_task(echo.serve())
    others = asyncio.all_tasks()
    client.say("one")
    await eventually(lambda: client.received == ['"one"'])
    await eventually(lambda: len(asyncio.all_tasks() - others) == 1)
    client.say("two")
    await eventually(lambda: client.received == ['"one"', '"two"'])
    client.leave()
    await serving


async def test_a_client_that_reads_nothing_is_still_heard_and_can_be_closed() -> None:
    client = Client()
    client.reads.clear()
    echo = Echo(client)
    client.say("one")
    client.say("stop")
    serving = asyncio.create_task(closing_code(echo))
    await eventually(lambda: "stop" in echo.heard)
    echo.end(Code.SIGNED_OUT)
    assert await serving == Code.SIGNED_OUT
    assert echo.left


async def test_replies_that_nobody_reads_have_a_bound() -> None:
    client = Client()
    client.reads.clear()
    for _ in range(connection.MOST_REPLIES + 2):
        client.say("nonsense")
    assert await closing_code(Echo(client)) == Code.TRY_AGAIN_LATER


async def test_the_session_is_checked_again_on_a_timer() -> None:
    session = Session()
    echo = Echo(Client(), session)
    serving = asyncio.create_task(closing_code(echo))
    later = asyncio.get_running_loop().time() + 10 * connection.SESSION_CHECK_INTERVAL
    await echo.pulse(later)
    await asyncio.sleep(0)
    assert not serving.done()
    session.holds = False
    await echo.pulse(later + 1)
    await asyncio.sleep(0)
    assert not serving.done()
    await echo.pulse(later + connection.SESSION_CHECK_INTERVAL)
    assert await serving == Code.SIGNED_OUT


async def test_a_sign_out_ends_the_sockets_of_its_session_only() -> None:
    registry = Registry()
    mine, other = Echo(Client(), key="mine"), Echo(Client(), key="other")
    registry.add(mine)
    registry.add(other)
    ending, staying = asyncio.create_task(closing_code(mine)), asyncio.create_task(other.serve())
    await asyncio.to_thread(registry.sign_out, "mine")
    assert await ending == Code.SIGNED_OUT
    assert not staying.done()
    staying.cancel()
    registry.remove(mine)
    registry.remove(other)


async def test_a_person_s_sockets_are_counted_and_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("palaver.accounts.limits.OPEN_SOCKETS", 1)
    registry = Registry()
    first, second = Echo(Client()), Echo(Client())
    registry.add(first)
    with pytest.raises(LimitReached):
        registry.add(second)
    registry.remove(second)
    registry.remove(first)
    registry.add(second)
    registry.remove(second)
