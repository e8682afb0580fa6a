from pathlib import Path

import pytest

from palaver.project import environment


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.environ", {"HOME": "/nowhere"})


def test_an_empty_environment_gives_the_embedded_default(tmp_path: Path) -> None:
    read = environment.read(tmp_path)

    assert (read.host, read.port, read.runner) == ("127.0.0.1", 8000, "inline")
    assert read.database is None
    assert read.redis_url is None
