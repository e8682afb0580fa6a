"""What a server answers to probes, through its socket."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.waiting import until
from tests.operations.asking import ask
from tests.postgresql import PostgreSQL
from tests.running import Palaver

STRANGE_HOST = "10.42.0.17:8000"  # how Kubernetes asks


def test_alive_and_ready_are_answered_under_any_name(palaver: Palaver) -> None:
    assert ask(palaver.port, "/accounts/login/", Host=STRANGE_HOST).status == 400

    alive = ask(palaver.port, "/healthz", Host=STRANGE_HOST)
    ready = ask(palaver.port, "/readyz", Host=STRANGE_HOST)

    assert (alive.status, alive.text) == (200, "alive\n")
    assert ready.status == 200
    assert ready.json["status"] == "ready"
    assert {name: part["state"] for name, part in ready.json["parts"].items()} == {
        "database": "ready",
        "bus": "ready",
        "runner": "ready",
    }
    runner = "1 run answers" if palaver.is_on_postgresql else "runs answers itself"
    assert runner in ready.json["parts"]["runner"]["says"]


def test_they_set_no_cookie_and_are_kept_by_nobody(palaver: Palaver) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        answer = ask(palaver.port, path)
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
        assert ask(palaver.port, path, "HEAD").text == ""
        assert ask(palaver.port, path, "POST").status == 405


@pytest.fixture
def on_postgresql(
    postgresql: PostgreSQL, tmp_path: Path, provider: object
) -> Iterator[tuple[PostgreSQL, Palaver]]:
    """A server over a PostgreSQL of its own, which may go away."""
    del postgresql
    with (
        PostgreSQL() as server,
        Palaver(tmp_path, "http://127.0.0.1:9/v1", DATABASE_URL=server.make_database()) as running,
    ):
        yield server, running


async def test_without_its_database_it_is_alive_but_not_ready_until_it_is_back(
    on_postgresql: tuple[PostgreSQL, Palaver],
) -> None:
    server, palaver = on_postgresql
    assert ask(palaver.port, "/readyz").status == 200

    server.stop("as a crash")

    await until(lambda: ask(palaver.port, "/readyz").status == 503)
    unready = ask(palaver.port, "/readyz").json
    assert unready["status"] == "unavailable"
    assert "does not answer" in unready["parts"]["database"]["says"]
    assert "palaver_" not in str(unready)  # no name of a database, nor its address
    assert ask(palaver.port, "/healthz").status == 200
    assert ask(palaver.port, "/metrics").status == 200

    server.start()
    await until(lambda: ask(palaver.port, "/readyz").json["status"] == "ready")
