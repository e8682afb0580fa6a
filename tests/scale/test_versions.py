"""Processes of one version on a database of another."""

from pathlib import Path

import pytest

from tests.cli.commands import is_one_sentence, palaver
from tests.lib.test_upgrade import LATER
from tests.postgresql import PostgreSQL
from tests.scale.redis import RedisServer

PASSWORD = "a quiet river 7\n"


@pytest.fixture
def environment(postgresql: PostgreSQL, redis: RedisServer) -> dict[str, str]:
    return {
        "DATABASE_URL": postgresql.make_database(),
        "REDIS_URL": redis.url,
        "PALAVER_RUNNER": "celery",
        "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
        "PORT": "0",
    }


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_an_earlier_database_is_refused_with_the_command_that_migrates_it(
    tmp_path: Path, environment: dict[str, str], command: str
) -> None:
    made = palaver(
        "createuser", "owner", "--password-stdin", data=tmp_path, stdin=PASSWORD, **environment
    )
    refused = palaver(command, data=tmp_path, **{**environment, **LATER})

    assert made.returncode == 0, made.stderr
    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert "palaver manage migrate" in refused.stderr

    migrated = palaver("manage", "migrate", data=tmp_path, **{**environment, **LATER})
    assert migrated.returncode == 0, migrated.stderr
    refused = palaver(command, data=tmp_path, **environment)
    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert "newer version" in refused.stderr


def test_a_worker_without_a_database_is_told_what_makes_it(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    refused = palaver("worker", data=tmp_path, **environment)

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert "palaver manage migrate" in refused.stderr


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("DATABASE_URL", "set DATABASE_URL to a PostgreSQL database"),
        ("REDIS_URL", "set REDIS_URL to a Redis"),
        ("PALAVER_RUNNER", "set it to celery"),
    ],
)
def test_half_a_configuration_is_one_sentence_that_names_the_rest(
    tmp_path: Path, environment: dict[str, str], missing: str, told: str
) -> None:
    half = {name: value for name, value in environment.items() if name != missing}
    refused = palaver("worker", data=tmp_path, **half)

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert told in refused.stderr


def test_a_broker_without_workers_is_refused(tmp_path: Path) -> None:
    refused = palaver("serve", data=tmp_path, PALAVER_BROKER_URL="amqp://127.0.0.1:9//")

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert "PALAVER_RUNNER=celery" in refused.stderr
