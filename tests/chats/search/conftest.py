"""Somebody with chats, and what a search finds in them."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import QuerySet

from palaver.accounts.models import User
from palaver.chats.models import Chat, Message
from palaver.chats.search import Query, Search
from palaver.generation.models import Generation
from palaver.lib.uuid7 import uuid7, uuid7_after

Say = Callable[..., Message]


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create(username="owner")


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.create(username="stranger")


@pytest.fixture
def chat(owner: User) -> Chat:
    return Chat.objects.create(owner=owner)


@pytest.fixture
def say(chat: Chat) -> Say:
    """Says something in the chat, or in another."""

    def saying(text: str, *, role: str = "user", at: str = "", **fields: Any) -> Message:
        key = uuid7_after(None, datetime.fromisoformat(at).replace(tzinfo=UTC)) if at else uuid7()
        return Message.objects.create(**{"chat": chat, **fields}, pk=key, role=role, text=text)

    return saying


def search(user: User, text: str) -> Search:
    return Search(user, Query.parse(text), answered_by)


def found(user: User, text: str) -> set[str]:
    """The texts of the messages that are found."""
    return {Message.objects.get(pk=key).text for key in search(user, text).find().messages}


def found_in_order(user: User, text: str, page: int = 1) -> list[str]:
    return [Message.objects.get(pk=key).text for key in search(user, text).find(page).messages]


def found_chats(user: User, text: str) -> set[uuid.UUID]:
    return set(search(user, text).find().chats)


def answered_by(model: str) -> QuerySet[Any]:
    return Generation.objects.filter(model__icontains=model).values("message")
