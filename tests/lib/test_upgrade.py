import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.commands import is_one_sentence, palaver

PASSWORD = "a quiet river 7\n"
LATER = {"DJANGO_SETTINGS_MODULE": "tests.lib.later.settings"}
BROKEN = {"DJANGO_SETTINGS_MODULE": "tests.lib.broken.settings"}


def start(data: Path, name: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """The shortest command that upgrades the database first."""
    return palaver("createuser", name, "--password-stdin", data=data, stdin=PASSWORD, **variables)


def tables(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}


def people(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT username FROM accounts_user ORDER BY id")
        return [name for (name,) in rows]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    assert start(tmp_path, "owner").returncode == 0
    return tmp_path / "palaver.sqlite3"


def backups(database: Path) -> list[Path]:
    return sorted(database.parent.glob("backups/*"))


def test_a_first_start_makes_no_backup_and_a_second_changes_nothing(database: Path) -> None:
    assert start(database.parent, "member").returncode == 0

    assert backups(database) == []
    assert people(database) == ["owner", "member"]


def test_an_upgrade_backs_up_what_was_there_before(database: Path) -> None:
    assert start(database.parent, "member", **LATER).returncode == 0

    (backup,) = backups(database)
    assert people(backup) == ["owner"]
    assert "later_note" not in tables(backup)
    assert people(database) == ["owner", "member"]
    assert "later_note" in tables(database)


def test_a_newer_database_is_refused_and_left_alone(database: Path) -> None:
    start(database.parent, "member", **LATER)

    refused = start(database.parent, "stranger")

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert "newer version of Palaver" in refused.stderr
    assert "later.0001_notes" in refused.stderr
    assert people(database) == ["owner", "member"]


def test_an_upgrade_that_fails_halfway_is_undone(database: Path) -> None:
    refused = start(database.parent, "member", **BROKEN)

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert "no such table: nowhere" in refused.stderr
    assert "put back as it was" in refused.stderr
    assert "broken_note" not in tables(database)
    assert start(database.parent, "member").returncode == 0
    assert people(database) == ["owner", "member"]


def test_a_first_start_that_fails_leaves_no_database(tmp_path: Path) -> None:
    refused = start(tmp_path, "owner", **BROKEN)

    assert is_one_sentence(refused.stderr)
    assert not list(tmp_path.glob("palaver.sqlite3*"))


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "palaver.sqlite3").write_text("a diary, not a database\n" * 100)

    refused = start(tmp_path, "owner")

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert (tmp_path / "palaver.sqlite3").read_text().startswith("a diary")
