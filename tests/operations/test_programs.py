"""Which of PostgreSQL's programs is used, and what is said where none fits."""

from pathlib import Path

import pytest
from django.db import connection

from palaver.lib.refusal import Refusal
from palaver.operations.backup import programs

pytestmark = pytest.mark.postgresql_only
TODAY = 1_000  # a version that no server has reached


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Debian would keep the programs; there is none."""
    monkeypatch.setattr(programs, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(programs, "_server_version", lambda: TODAY)
    return tmp_path


def install(directory: Path, version: int, script: str = "exit 0") -> None:
    program = directory / str(version) / "bin" / "pg_dump"
    program.parent.mkdir(parents=True)
    saying = (
        f'case "$1" in --version) echo "pg_dump (PostgreSQL) {version}.3 (Debian)"; exit;; esac'
    )
    program.write_text(f"#!/bin/sh\n{saying}\n{script}\n")
    program.chmod(0o755)


def test_a_missing_program_is_named_with_what_has_it(directory: Path) -> None:
    del directory
    with pytest.raises(Refusal, match=r"pg_dump of version 1000 .* not here: install .*postgresql"):
        programs.run("pg_dump")


def test_one_older_than_the_server_is_refused_by_both_versions(directory: Path) -> None:
    install(directory, TODAY - 1)

    with pytest.raises(Refusal, match="version 1000 or newer, the newest here is of version 999"):
        programs.run("pg_dump")


@pytest.mark.django_db
def test_of_several_the_one_that_fits_the_server_is_used(directory: Path, tmp_path: Path) -> None:
    for version in (TODAY - 1, TODAY, TODAY + 1):
        install(directory, version, f"echo {version} >> {tmp_path}/used")

    programs.run("pg_dump")

    assert (tmp_path / "used").read_text() == f"{TODAY}\n"


@pytest.mark.django_db
def test_no_password_is_among_the_words_of_the_command(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(directory, TODAY, f'echo "$@" > {tmp_path}/words; echo "$PGPASSWORD" > {tmp_path}/key')
    parameters = {"dbname": "chat", "user": "palaver", "password": "hush", "cursor_factory": None}
    monkeypatch.setattr(connection, "get_connection_params", lambda: dict(parameters))

    programs.run("pg_dump", "--format=custom")

    assert (tmp_path / "words").read_text() == (
        "--dbname=dbname=chat user=palaver --format=custom\n"
    )
    assert (tmp_path / "key").read_text() == "hush\n"


@pytest.mark.django_db
def test_what_it_complains_of_is_said_in_one_sentence(directory: Path) -> None:
    install(directory, TODAY, "echo one; echo 'pg_dump: error: it is late' >&2; exit 1")

    with pytest.raises(Refusal, match=r"^pg_dump failed: pg_dump: error: it is late\.$"):
        programs.run("pg_dump")
