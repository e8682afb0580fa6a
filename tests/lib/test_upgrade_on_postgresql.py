"""Who runs the servers says when their common database is upgraded; until then it is refused."""

from pathlib import Path

import pytest

from tests.cli.commands import NO_MODELS_ELSEWHERE, is_one_sentence, palaver
from tests.postgresql import PostgreSQL

PASSWORD = "a quiet river 7\n"
LATER = {"DJANGO_SETTINGS_MODULE": "tests.lib.later.settings"}
BROKEN = {"DJANGO_SETTINGS_MODULE": "tests.lib.broken.settings"}
CREATE = ("createuser", "member", "--password-stdin")


@pytest.fixture
def database(postgresql: PostgreSQL, tmp_path: Path) -> dict[str, str]:
    """One of today's form, with somebody in it."""
    address = {"DATABASE_URL": postgresql.make_database(), **NO_MODELS_ELSEWHERE}
    first = ("createuser", "owner", "--password-stdin")
    assert palaver(*first, data=tmp_path, stdin=PASSWORD, **address).returncode == 0
    return address


def test_an_old_form_is_refused_with_the_commands_that_change_it(
    database: dict[str, str], tmp_path: Path
) -> None:
    refused = palaver(*CREATE, data=tmp_path, stdin=PASSWORD, **database, **LATER)

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert "of an earlier version of Palaver (1 steps behind)" in refused.stderr
    assert "palaver backup" in refused.stderr
    assert "palaver manage migrate" in refused.stderr


def test_the_doctor_says_so_too_and_it_is_well_after_those_commands(
    database: dict[str, str], tmp_path: Path
) -> None:
    before = palaver("doctor", data=tmp_path, **database, **LATER).stdout
    backup = palaver("backup", str(tmp_path / "x.tar.gz"), data=tmp_path, **database, **LATER)
    migrate = palaver("manage", "migrate", data=tmp_path, **database, **LATER)
    after = palaver("doctor", data=tmp_path, **database, **LATER).stdout

    assert "WRONG Database: The database is of an earlier version of Palaver" in before
    assert (backup.returncode, migrate.returncode) == (0, 0)
    assert "ok    Database: it is well." in after
    assert palaver(*CREATE, data=tmp_path, stdin=PASSWORD, **database, **LATER).returncode == 0


def test_a_newer_one_is_refused(database: dict[str, str], tmp_path: Path) -> None:
    palaver("manage", "migrate", data=tmp_path, **database, **LATER)

    refused = palaver(*CREATE, data=tmp_path, stdin=PASSWORD, **database)
    examined = palaver("doctor", data=tmp_path, **database)

    assert is_one_sentence(refused.stderr)
    assert "newer version of Palaver (this one does not know later.0001_notes)" in refused.stderr
    assert "WRONG Database: The database was used by a newer version" in examined.stdout


def test_a_first_start_that_fails_leaves_it_empty(postgresql: PostgreSQL, tmp_path: Path) -> None:
    address = {"DATABASE_URL": postgresql.make_database()}

    refused = palaver(*CREATE, data=tmp_path, stdin=PASSWORD, **address, **BROKEN)

    assert is_one_sentence(refused.stderr)
    assert palaver(*CREATE, data=tmp_path, stdin=PASSWORD, **address).returncode == 0
