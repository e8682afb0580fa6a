"""What tests of whole processes share."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.visitor import Visitor


@pytest.fixture(scope="session")
def provider() -> Iterator[ProviderProcess]:
    """What every running Palaver asks: 50 tokens per second, or as the model says."""
    with ProviderProcess() as process:
        yield process


@pytest.fixture(scope="session")
def palaver(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Palaver]:
    """One running Palaver for all tests that leave it running; each makes people of its own."""
    with Palaver(tmp_path_factory.mktemp("palaver"), provider.base_url) as running:
        yield running


@pytest.fixture
def mortal_palaver(provider: ProviderProcess, tmp_path: Path) -> Iterator[Palaver]:
    """A running Palaver of the test's own, to be killed and started again."""
    with Palaver(tmp_path, provider.base_url) as running:
        yield running


@pytest.fixture
def owner(palaver: Palaver) -> Visitor:
    """Somebody new who is signed in."""
    return palaver.sign_in(palaver.create_user(f"owner-{uuid4().hex}"))


@pytest.fixture
def stranger(palaver: Palaver) -> Visitor:
    """Somebody else who is signed in."""
    return palaver.sign_in(palaver.create_user(f"stranger-{uuid4().hex}"))
