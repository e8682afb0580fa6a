import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.commands import NO_MODELS_ELSEWHERE, palaver
from tests.provider.process import ProviderProcess

PASSWORD = "a quiet river 7\n"


def test_a_well_installation_has_status_0(tmp_path: Path, provider: ProviderProcess) -> None:
    palaver("createuser", "owner", "--password-stdin", data=tmp_path, stdin=PASSWORD)

    well = palaver("doctor", data=tmp_path, OPENAI_BASE_URL=provider.base_url)

    assert well.returncode == 0
    assert "WRONG" not in well.stdout
    assert "Database: it is well." in well.stdout
    assert "Models: openai: " in well.stdout


def test_before_the_first_start_there_is_nothing_wrong_and_no_database(
    tmp_path: Path, provider: ProviderProcess
) -> None:
    well = palaver("doctor", data=tmp_path, OPENAI_BASE_URL=provider.base_url)

    assert well.returncode == 0
    assert "the first start will make it" in well.stdout
    assert not (tmp_path / "palaver.sqlite3").exists()


def test_a_provider_that_does_not_answer_is_wrong(tmp_path: Path) -> None:
    ill = palaver("doctor", data=tmp_path, **NO_MODELS_ELSEWHERE)

    assert ill.returncode == 1
    assert "WRONG Models: The provider “openai” cannot be reached." in ill.stdout


def test_a_wrong_value_is_named(tmp_path: Path) -> None:
    ill = palaver("doctor", data=tmp_path, PORT="eighty")

    assert ill.returncode == 1
    assert "WRONG Configuration: PORT is wrong: not a valid integer." in ill.stdout
    assert "Traceback" not in ill.stderr


def test_a_misspelt_variable_is_named_with_the_right_spelling(tmp_path: Path) -> None:
    ill = palaver("doctor", data=tmp_path, PALAVER_PROVIDER="x")

    assert ill.returncode == 1
    assert "PALAVER_PROVIDER is not a setting of Palaver. Do you mean PALAVER_PROVIDERS?" in (
        ill.stdout
    )


def test_a_secret_that_others_can_read_is_wrong(tmp_path: Path) -> None:
    palaver("doctor", data=tmp_path)
    (tmp_path / "secret_key").chmod(0o644)

    ill = palaver("doctor", data=tmp_path)

    assert ill.returncode == 1
    assert f"chmod 600 {tmp_path / 'secret_key'}" in ill.stdout


def test_a_damaged_database_is_wrong(tmp_path: Path) -> None:
    palaver("createuser", "owner", "--password-stdin", data=tmp_path, stdin=PASSWORD)
    database = tmp_path / "palaver.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with database.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 20_000)

    ill = palaver("doctor", data=tmp_path)

    assert ill.returncode == 1
    assert "WRONG Database: " in ill.stdout
    assert "Traceback" not in ill.stderr
