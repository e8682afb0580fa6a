from collections.abc import Awaitable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from palaver.turbo import permission
from tests.turbo.permissions import owners_only


async def async_owners_only(user: Any, stream_name: str) -> bool:
    return owners_only(user, stream_name)


def disguised(user: Any, stream_name: str) -> Awaitable[bool]:
    return async_owners_only(user, stream_name)


async def test_an_async_answer_is_awaited() -> None:
    assert await permission.ask(async_owners_only, "owner", "notes") is True
    assert await permission.ask(async_owners_only, "stranger", "notes") is False


async def test_an_async_answer_in_disguise_is_awaited_too() -> None:
    assert await permission.ask(disguised, "owner", "notes") is True
    assert await permission.ask(disguised, "stranger", "notes") is False


@pytest.mark.parametrize("answer", [None, 1, "yes", object()])
async def test_only_true_means_yes(answer: Any) -> None:
    assert await permission.ask(lambda *_: True, "owner", "notes")
    assert not await permission.ask(lambda *_: answer, "owner", "notes")


def test_something_that_cannot_be_called_is_no_answer(settings: Settings) -> None:
    settings.TURBO_MAY_LISTEN = "tests.turbo.permissions.__name__"

    with pytest.raises(ImproperlyConfigured, match="cannot be called"):
        permission.configured()
