import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from palaver.lib.backup import KEPT, back_up
from palaver.lib.refusal import Refusal


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "palaver.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE message (text)")
        connection.execute("INSERT INTO message VALUES ('kept')")
    return path


def messages(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM message")]


def test_a_backup_holds_what_the_database_held(database: Path) -> None:
    backup = back_up(database)

    assert backup.parent == database.parent / "backups"
    assert messages(backup) == ["kept"]


def test_a_backup_holds_what_is_only_in_the_write_ahead_log(database: Path) -> None:
    with closing(sqlite3.connect(database)) as writer:
        with writer:
            writer.execute("INSERT INTO message VALUES ('just written')")

        assert messages(back_up(database)) == ["kept", "just written"]


def test_a_backup_is_its_owners_only(database: Path) -> None:
    backup = back_up(database)

    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.parent.stat().st_mode) == 0o700


def test_only_the_last_few_are_kept(database: Path) -> None:
    backups = [back_up(database) for _ in range(KEPT + 2)]

    assert sorted(database.parent.glob("backups/*")) == backups[-KEPT:]


def test_a_file_that_is_no_database_is_refused_and_leaves_no_backup(tmp_path: Path) -> None:
    other = tmp_path / "palaver.sqlite3"
    other.write_bytes(b"not a database" * 1000)

    with pytest.raises(Refusal, match="so nothing was changed"):
        back_up(other)

    assert not list((tmp_path / "backups").iterdir())
