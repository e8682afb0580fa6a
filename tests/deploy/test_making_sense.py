"""The checks of deployment files could fail."""

from pathlib import Path

from tests.deploy.making_sense import nonsense, refusal, unknown


def test_a_command_that_there_is_not_is_noticed(tmp_path: Path) -> None:
    assert refusal(["palaver", "serve"], tmp_path) == ""
    assert "serves" in refusal(["palaver", "serves"], tmp_path)
    assert "migrates" in refusal(["palaver", "manage", "migrates"], tmp_path)


def test_half_a_configuration_is_noticed(tmp_path: Path) -> None:
    assert nonsense({}, tmp_path) == ""
    assert "REDIS_URL" in nonsense({"PALAVER_RUNNER": "celery"}, tmp_path)


def test_a_name_that_nobody_reads_is_noticed() -> None:
    assert unknown(["PORT", "PALAVER_PORT"]) == {"PALAVER_PORT"}
