import shutil
from pathlib import Path

import pytest

from tools import locks

LINES = [
    "--index-url https://registry.example/simple",
    "--find-links /opt/wheels",
    "-f wheels",
    "django @ file:///home/owner/django.whl",
    "django==5.2 --hash=sha256:00 # from http://registry.example",
]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("requirements", "frontend"):
        (tmp_path / name).mkdir()
    for lock in (*(f"requirements/{name}" for name in locks.LOCKS), "frontend/package-lock.json"):
        shutil.copy(locks.ROOT / lock, tmp_path / lock)
    monkeypatch.setattr(locks, "ROOT", tmp_path)
    monkeypatch.setattr(locks, "FRONTEND", tmp_path / "frontend")
    return tmp_path


def test_the_locks_name_no_host_and_no_path(copy: Path) -> None:
    assert locks.hosts() == []


@pytest.mark.parametrize("line", LINES)
def test_a_host_or_a_path_is_noticed(copy: Path, line: str) -> None:
    lock = copy / "requirements" / "dev.txt"
    lock.write_text(f"{lock.read_text()}{line}\n")

    assert locks.hosts() == ["requirements/dev.txt names a host or a path."]


def test_an_address_in_npms_lock_is_noticed(copy: Path) -> None:
    lock = copy / "frontend" / "package-lock.json"
    lock.write_text(lock.read_text().replace('"version"', '"resolved": "https://x", "version"', 1))

    assert locks.hosts() == ["frontend/package-lock.json names a host or a path."]
