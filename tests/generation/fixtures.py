"""What tests of chats, generations and pages share: people, a chat, a question that was asked."""

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from django.core.cache import cache
from django.db import connections

from palaver.accounts.models import User
from palaver.chats.models import Chat
from palaver.generation.bus import bus
from palaver.generation.hints import Hint
from palaver.generation.models import Generation
from palaver.turbo.testing import Broadcast, capture_broadcasts

MODEL = "scripted/scripted"

T = TypeVar("T")
Ask = Callable[..., Generation]


@pytest.fixture
def owner(transactional_db: None) -> User:
    cache.clear()
    return User.objects.create(username="owner")


@pytest.fixture
def stranger(transactional_db: None) -> User:
    return User.objects.create(username="stranger")


@pytest.fixture
def chat(owner: User) -> Chat:
    return Chat.objects.create(owner=owner)


@pytest.fixture
def broadcasts() -> Iterator[list[Broadcast]]:
    """What would have been broadcast; nothing is."""
    with capture_broadcasts() as captured:
        yield captured


@pytest.fixture
def ask(chat: Chat, broadcasts: list[Broadcast]) -> Ask:
    """Asks in the chat and leaves the answer queued."""

    def asking(text: str = "Why?", *, model: str = MODEL, chat: Chat = chat) -> Generation:
        return Generation.objects.ask(chat, text, client_id=uuid.uuid4(), model=model)

    return asking


@pytest.fixture
def queued(ask: Ask) -> Generation:
    """A generation that waits for a runner."""
    return ask()


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch) -> list[Hint]:
    """Every hint that is published, in order; nobody hears them."""
    published: list[Hint] = []

    def publish(hints: Sequence[Hint]) -> None:
        published.extend(hints)

    monkeypatch.setattr(bus, "publish", publish)
    return published


def at_once(*calls: Callable[[], T]) -> list[T]:
    """The results of calls that several threads make at the same moment, each with a connection."""
    gate = threading.Barrier(len(calls))

    def call(function: Callable[[], T]) -> T:
        try:
            gate.wait()
            return function()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call, calls))


def columns(generation: Generation) -> dict[str, Any]:
    """The generation's row as the database has it now."""
    return dict(Generation.objects.filter(pk=generation.pk).values().get())
