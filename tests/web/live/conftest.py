from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from django.conf import settings
from django.test import Client

from palaver.accounts.models import User
from palaver.generation import process
from palaver.generation.bus import bus
from palaver.generation.hub import Hub
from palaver.generation.models import Generation
from palaver.lib.threads import DatabaseThreads
from tests.web.live.clients import LiveClient, connected

Connect = Callable[..., Awaitable[LiveClient]]


@dataclass
class Parts:
    """What a socket uses of the process that it lives in."""

    hub: Hub
    reading: DatabaseThreads
    commands: DatabaseThreads


@pytest_asyncio.fixture
async def parts(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Parts]:
    reading, commands = DatabaseThreads("hub"), DatabaseThreads("commands")
    parts = Parts(Hub(bus, reading), reading, commands)
    parts.hub.start()

    async def current() -> Parts:
        return parts

    monkeypatch.setattr(process, "current", current)
    yield parts
    await parts.hub.close()
    reading.close()
    commands.close()


@pytest_asyncio.fixture
async def database() -> AsyncIterator[DatabaseThreads]:
    threads = DatabaseThreads("test")
    yield threads
    threads.close()


@pytest.fixture
def owners_cookie(owner: User) -> str:
    return session_cookie(owner)


@pytest.fixture
def strangers_cookie(stranger: User) -> str:
    return session_cookie(stranger)


@pytest_asyncio.fixture
async def page(parts: Parts, owners_cookie: str) -> AsyncIterator[LiveClient]:
    """The socket of a page that the owner has open."""
    async with connected(owners_cookie) as client:
        yield client


@pytest.fixture
def live_answer(queued: Generation) -> str:
    """The id of the message that is being answered."""
    return str(queued.message_id)


def session_cookie(person: User) -> str:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"
