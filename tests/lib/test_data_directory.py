import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from palaver.lib import data_directory
from palaver.lib.refusal import Refusal


def test_the_default_is_where_xdg_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    assert data_directory.default_data_directory() == Path("/srv/data/palaver")

    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/home/owner")
    assert data_directory.default_data_directory() == Path("/home/owner/.local/share/palaver")


def test_it_is_made_for_its_owner_only(tmp_path: Path) -> None:
    data_directory.prepare(tmp_path / "deep" / "data")

    assert _mode(tmp_path / "deep" / "data") == 0o700


def test_one_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    data_directory.prepare(tmp_path)

    assert _mode(tmp_path) == 0o755


def test_one_that_cannot_be_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)

    with pytest.raises(Refusal, match="is not writable"):
        data_directory.prepare(tmp_path)


def test_the_secret_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    secret = data_directory.secret_key(tmp_path)

    assert data_directory.secret_key(tmp_path) == secret
    assert _mode(tmp_path / "secret_key") == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_two_that_start_at_once_get_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        secrets = set(threads.map(data_directory.secret_key, [tmp_path] * 64))

    assert len(secrets) == 1


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()

    with pytest.raises(Refusal, match="is empty"):
        data_directory.secret_key(tmp_path)


def test_a_secret_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)

    with pytest.raises(Refusal, match="no space left on device"):
        data_directory.secret_key(tmp_path)
    assert not list(tmp_path.iterdir())


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
