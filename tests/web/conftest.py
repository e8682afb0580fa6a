import pytest
from django.test import Client

from palaver.accounts.models import User
from palaver.generation.catalogue import catalogue
from palaver.llm import Model
from tests.generation.fixtures import MODEL, ask, broadcasts, chat, hints, owner, queued, stranger

__all__ = ["ask", "broadcasts", "chat", "hints", "owner", "queued", "stranger"]


@pytest.fixture(autouse=True)
def _models(monkeypatch: pytest.MonkeyPatch) -> None:
    models = [Model.from_id(MODEL), Model.from_id("scripted/other")]
    monkeypatch.setattr(catalogue, "models", models)


@pytest.fixture
def client(owner: User) -> Client:
    """The owner's browser."""
    return signed_in(owner)


@pytest.fixture
def strangers_client(stranger: User) -> Client:
    return signed_in(stranger)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client
