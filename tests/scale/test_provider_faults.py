"""A provider's faults reach whoever watches in another server, and leave the answer exact."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.faults.asking import ask, press, times_asked
from tests.faults.comparing import assert_exact, assert_shown_is_stored
from tests.faults.page import Page
from tests.postgresql import PostgreSQL
from tests.provider.process import ProviderProcess
from tests.scale.fleet import Fleet
from tests.scale.redis import RedisServer

MODEL = "faulty/scripted"
PROVIDERS = """
[[provider]]
name = "faulty"
base_url = "http://{address}/v1"
models = ["scripted"]
first_token_timeout = 1.0
idle_timeout = 1.0
"""
SHORT: dict[str, Any] = {"tokens": 60, "rate": 100}


@pytest.fixture(scope="module")
def fleet(
    provider: ProviderProcess,
    postgresql: PostgreSQL,
    redis: RedisServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Fleet]:
    """One that waits a second for a silent provider."""
    directory = tmp_path_factory.mktemp("fleet")
    file = directory / "providers.toml"
    file.write_text(PROVIDERS.format(address=urlsplit(provider.base_url).netloc))
    database = postgresql.make_database()
    with Fleet(directory, "", database, redis.url, PALAVER_PROVIDERS=str(file)) as running:
        yield running


@pytest.mark.parametrize("fault", ["429:1", "500", "split"])
async def test_what_passes_is_not_seen(fleet: Fleet, provider: ProviderProcess, fault: str) -> None:
    asked = await ask(fleet.owner_here, seed=51, model=MODEL, fault=fault, times=1, **SHORT)
    async with Page(fleet.owner_there) as there:
        shown = await there.follow(asked.message_id)
        await there.ended(shown)
    assert_exact(fleet.here, asked, shown)
    assert times_asked(provider, asked) == (1 if fault == "split" else 2)


@pytest.mark.parametrize(
    ("fault", "kind", "button"),
    [
        ("429:3600", "rate_limited", "retry"),
        ("quota", "quota", "retry"),
        ("stall_at:0", "timeout", "retry"),
        ("stall_at:40", "stalled", "continuation"),
        ("torn_at:40", "cut", "continuation"),
        ("reset_at:40", "cut", "continuation"),
        ("garbage_at:40", "garbage", "continuation"),
    ],
)
async def test_what_is_left_out_can_be_had_later(
    fleet: Fleet, fault: str, kind: str, button: str
) -> None:
    asked = await ask(fleet.owner_here, seed=52, model=MODEL, fault=fault, times=1, **SHORT)
    async with Page(fleet.owner_there) as there:
        shown = await there.follow(asked.message_id)
        await there.ended(shown)
        assert_shown_is_stored(fleet.here, asked, shown, status="failed")
        assert fleet.here.answer(asked.message_id).error_kind == kind

        shown.run_again()
        await press(fleet.owner_here, button, asked)
        await there.follow_again(shown)
        await there.ended(shown)
    assert_exact(fleet.here, asked, shown)
