from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from palaver.accounts.models import User
from palaver.generation import ticks
from palaver.generation.catalogue import catalogue
from palaver.lib import instance
from tests.cost.site import Site
from tests.generation.fixtures import owner
from tests.ports import free_port

__all__ = ["owner"]

BUSY_TICK = 0.1  # seconds, as where 75 answers run at once: five tokens of each


@pytest.fixture
def site(
    owner: User, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    port = free_port()
    settings.DATA_DIR = tmp_path
    settings.PALAVER_PROVIDERS = tmp_path / "providers.toml"
    settings.PALAVER_ENVIRON = {"OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1"}
    settings.PALAVER_TITLES = False
    settings.PALAVER_GRACE_PERIOD = 0
    monkeypatch.setattr(catalogue, "providers", ())
    site = Site(owner, port)
    yield site
    site.close()
    instance.let_go(tmp_path)


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tick is as long as under load."""
    monkeypatch.setattr(ticks, "SHORTEST_TICK", BUSY_TICK)
