"""What machines are told of an installation of several processes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import is_one_sentence
from tests.faults.asking import ask as ask_a_model
from tests.faults.comparing import assert_exact
from tests.faults.page import Page
from tests.faults.waiting import until
from tests.lib.test_upgrade import LATER
from tests.operations.asking import Answer, ask
from tests.ports import free_port
from tests.postgresql import PostgreSQL
from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.scale.fleet import Fleet
from tests.scale.redis import RedisServer
from tests.visitor import Visitor


@pytest.fixture(scope="module")
def probe_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def fleet(
    provider: ProviderProcess,
    postgresql: PostgreSQL,
    redis: RedisServer,
    probe_port: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Fleet]:
    """One whose worker answers probes, and whose log is of objects."""
    variables = {"PALAVER_METRICS_PORT": str(probe_port), "PALAVER_LOG_FORMAT": "json"}
    directory, database = tmp_path_factory.mktemp("fleet"), postgresql.make_database()
    with Fleet(directory, provider.base_url, database, redis.url, **variables) as running:
        yield running


def ready(palaver: Palaver) -> dict[str, tuple[str, str]]:
    answer = ask(palaver.port, "/readyz")
    assert answer.status == 200
    parts = answer.json["parts"]
    assert answer.json["status"] == (
        "degraded" if any(part["state"] == "degraded" for part in parts.values()) else "ready"
    )
    return {name: (part["state"], part["says"]) for name, part in parts.items()}


async def test_a_worker_answers_at_a_port_of_its_own(fleet: Fleet, probe_port: int) -> None:
    before = ask(probe_port, "/metrics")
    asked = await ask_a_model(fleet.owner_here, tokens=50, rate=100)
    await until(lambda: fleet.here.answer(asked.message_id).status == "done")
    await until(lambda: _done(ask(probe_port, "/metrics")) == _done(before) + 1)

    assert ask(probe_port, "/healthz").text == "alive\n"
    assert ask(probe_port, "/readyz").json["status"] == "ready"
    assert ask(probe_port, "/chats/").status == 404
    after = ask(probe_port, "/metrics")
    assert after.figure("palaver_tick_seconds_count") > before.figure("palaver_tick_seconds_count")
    assert _done(ask(fleet.here.port, "/metrics")) == 0


def test_a_port_that_is_taken_is_named(fleet: Fleet) -> None:
    refused = fleet.here.run("worker")

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert "set HOST or PALAVER_METRICS_PORT to another" in refused.stderr


async def test_the_workers_log_names_the_request_that_asked(fleet: Fleet) -> None:
    asked = await ask_a_model(fleet.owner_here, fault="401")
    await until(lambda: fleet.here.answer(asked.message_id).status == "failed")

    lines = fleet.workers[0].log.read_text().splitlines()
    told = [json.loads(line) for line in lines if line.startswith("{")]
    (record,) = [record for record in told if "wrong_key" in record["message"]]

    assert record["generation_id"]
    assert len(record["request_id"]) == 16


async def test_without_redis_it_is_degraded_and_says_so(fleet: Fleet, redis: RedisServer) -> None:
    redis.kill()
    await until(lambda: ready(fleet.here)["bus"][0] == "degraded")
    assert "Redis is away" in ready(fleet.here)["bus"][1]

    redis.start()
    await until(lambda: ready(fleet.here)["bus"][0] == "ready")


async def test_without_a_worker_it_is_degraded_and_says_so(fleet: Fleet) -> None:
    await until(lambda: ready(fleet.here)["runner"] == ("ready", "1 run answers; 0 wait."))

    fleet.workers.pop().terminate()

    await until(lambda: ready(fleet.here)["runner"][0] == "degraded")
    assert "No worker was seen lately" in ready(fleet.here)["runner"][1]
    assert "WRONG Runner: No worker was seen lately" in fleet.here.run("doctor").stdout


async def test_old_and_new_processes_run_side_by_side_during_a_deployment(
    fleet: Fleet,
) -> None:
    if not fleet.workers:
        fleet.workers.append(fleet.worker())
    assert fleet.here.run("manage", "migrate", **LATER).returncode == 0
    new = fleet.server_with(**LATER)
    owner_there = Visitor(new.address, "owner")
    by_the_old = await ask_a_model(fleet.owner_here, tokens=50, rate=50)
    by_the_new = await ask_a_model(owner_there, seed=2, tokens=50, rate=50)
    async with Page(owner_there) as there, Page(fleet.owner_here) as here:
        old_in_new = await there.follow(by_the_old.message_id)
        new_in_old = await here.follow(by_the_new.message_id)
        await there.ended(old_in_new)
        await here.ended(new_in_old)
    assert_exact(new, by_the_old, old_in_new)
    assert_exact(fleet.here, by_the_new, new_in_old)


class Servers(Palaver):
    command = ("serve", "--workers", "2")


async def test_processes_behind_one_address_count_together(
    redis: RedisServer, provider: ProviderProcess, tmp_path: Path
) -> None:
    variables = {"REDIS_URL": redis.url, "PALAVER_GRACE_PERIOD": "1"}
    with Servers(tmp_path, provider.base_url, **variables) as servers:
        owner = servers.sign_in(servers.create_user("owner"))
        asked = [await ask_a_model(owner, tokens=10, rate=100) for _ in range(6)]
        await until(lambda: all(servers.answer(a.message_id).status == "done" for a in asked))
        await until(lambda: _done(ask(servers.port, "/metrics")) == len(asked))
        pages = [ask(servers.port, "/metrics") for _ in range(10)]

        assert {_done(page) for page in pages} == {len(asked)}
        assert {page.figure("palaver_live_answers") for page in pages} == {0}
        assert {page.figure("palaver_waiting_answers") for page in pages} == {0}


def _done(page: Answer) -> float:
    return page.figure("palaver_answers_total", end="done")
