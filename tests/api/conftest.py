"""People of one module of tests: making one takes a process, and signing in is limited."""

from uuid import uuid4

import pytest

from tests.running import Palaver
from tests.visitor import Visitor


@pytest.fixture(scope="module")
def owner(palaver: Palaver) -> Visitor:
    return palaver.sign_in(palaver.create_user(f"owner-{uuid4().hex}"))


@pytest.fixture(scope="module")
def stranger(palaver: Palaver) -> Visitor:
    return palaver.sign_in(palaver.create_user(f"stranger-{uuid4().hex}"))
