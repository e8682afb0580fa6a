from pathlib import Path

import pytest

from palaver.cli import main
from tests.cli.commands import palaver


@pytest.mark.parametrize(
    "words",
    [[], ["serve"], ["worker"], ["createuser"], ["backup"], ["restore"], ["doctor"]],
)
def test_help_has_examples(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([*words, "--help"])

    assert end.value.code == 0
    assert f"examples:\n  {' '.join(['palaver', *words])}" in capsys.readouterr().out


def test_help_makes_no_data_directory(tmp_path: Path) -> None:
    palaver("--help", data=tmp_path / "data")

    assert not (tmp_path / "data").exists()


def test_manage_runs_a_command_of_django(tmp_path: Path) -> None:
    shown = palaver("manage", "showmigrations", "--plan", data=tmp_path)

    assert shown.returncode == 0
    assert "accounts.0001_initial" in shown.stdout


def test_manage_passes_the_options_on(tmp_path: Path) -> None:
    shown = palaver("manage", "migrate", "--help", data=tmp_path)

    assert shown.stdout.startswith("usage: palaver manage migrate")


def test_manage_refuses_a_wrong_value_in_one_sentence(tmp_path: Path) -> None:
    refused = palaver("manage", "check", data=tmp_path, PORT="eighty")

    assert refused.stderr == "palaver: PORT is wrong: not a valid integer.\n"
