from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from palaver.accounts.models import User

PASSWORD = "a quiet river 7"


@pytest.fixture(autouse=True)
def _no_attempts_counted_yet() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _data_directory(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_person("administrator", PASSWORD, admin=True)


@pytest.fixture
def member(administrator: User) -> User:
    return User.objects.create_person("member", PASSWORD)


@pytest.fixture
def stranger() -> Client:
    return Client()


@pytest.fixture
def administrator_client(administrator: User) -> Client:
    return _signed_in(administrator)


@pytest.fixture
def member_client(member: User) -> Client:
    return _signed_in(member)


def _signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client
