"""A Palaver for each file of tests, which may kill it and start it again."""

from collections.abc import Iterator

import pytest

from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.visitor import Visitor


@pytest.fixture(scope="module")
def palaver(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Palaver]:
    with Palaver(tmp_path_factory.mktemp("palaver"), provider.base_url) as running:
        yield running


@pytest.fixture(scope="module")
def owner(palaver: Palaver) -> Visitor:
    return palaver.sign_in(palaver.create_user("owner"))
