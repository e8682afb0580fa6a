"""A disk that takes no more, played by a limit on the size of files."""

import resource
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.commands import END_TIMEOUT, ROOT, command, environment, is_one_sentence, palaver

PASSWORD = "a quiet river 7\n"


def on_a_disk_with(size: int, *words: str, data: Path) -> "subprocess.CompletedProcess[str]":
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(
        command(*words),
        cwd=ROOT,
        env=environment(data, {"PORT": "0"}),
        capture_output=True,
        text=True,
        timeout=END_TIMEOUT,
        check=False,
        preexec_fn=limit,
    )


@pytest.mark.parametrize("size", [0, 20, 10_000, 200_000])
def test_a_first_start_leaves_nothing_half_written(tmp_path: Path, size: int) -> None:
    refused = on_a_disk_with(size, "serve", data=tmp_path)

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert not {path.name for path in tmp_path.iterdir()} - {"secret_key", "server.lock"}
    with_room = palaver("createuser", "owner", "--password-stdin", data=tmp_path, stdin=PASSWORD)
    assert with_room.returncode == 0


def test_an_upgrade_without_room_for_its_backup_changes_nothing(tmp_path: Path) -> None:
    palaver("createuser", "owner", "--password-stdin", data=tmp_path, stdin=PASSWORD)
    _forget_the_last_migration(tmp_path / "palaver.sqlite3")
    before = _dump(tmp_path / "palaver.sqlite3")

    refused = on_a_disk_with(50_000, "serve", data=tmp_path)

    assert is_one_sentence(refused.stderr)
    assert "could not be backed up" in refused.stderr
    assert _dump(tmp_path / "palaver.sqlite3") == before
    assert not list((tmp_path / "backups").iterdir())


def test_doctor_says_that_the_disk_is_full(tmp_path: Path) -> None:
    palaver("createuser", "owner", "--password-stdin", data=tmp_path, stdin=PASSWORD)

    ill = on_a_disk_with(1000, "doctor", data=tmp_path)

    assert ill.returncode == 1
    assert f"WRONG Data directory: The data directory {tmp_path} takes no file" in ill.stdout


@pytest.mark.parametrize("size", [20, 50_000])
def test_a_backup_without_room_leaves_nothing(tmp_path: Path, size: int) -> None:
    data, backups = tmp_path / "data", tmp_path / "backups"
    backups.mkdir()
    palaver("createuser", "owner", "--password-stdin", data=data, stdin=PASSWORD)

    refused = on_a_disk_with(size, "backup", str(backups), data=data)

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert not list(backups.iterdir())


@pytest.mark.parametrize("size", [20, 50_000])
def test_a_restore_without_room_leaves_nothing(tmp_path: Path, size: int) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.tar.gz"
    palaver("createuser", "owner", "--password-stdin", data=data, stdin=PASSWORD)
    palaver("backup", str(backup), data=data)

    refused = on_a_disk_with(size, "restore", str(backup), data=tmp_path / "new")

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert not (tmp_path / "new").exists()


def _forget_the_last_migration(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)"
        )


def _dump(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())
