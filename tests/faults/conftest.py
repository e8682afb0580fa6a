"""A Palaver for each file of tests, which may kill it and start it again."""

import pytest

from tests.running import Palaver
from tests.visitor import Visitor


@pytest.fixture(scope="module")
def palaver(own_palaver: Palaver) -> Palaver:
    return own_palaver


@pytest.fixture(scope="module")
def owner(palaver: Palaver) -> Visitor:
    return palaver.sign_in(palaver.create_user("owner"))
