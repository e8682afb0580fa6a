from pathlib import Path

import pytest

from tools import unused

MODULE = """
def used() -> None: ...
def named_in_a_template() -> None: ...
def named_in_a_setting() -> None: ...
def forgotten() -> None: ...
used()
SETTING = "project.module.named_in_a_setting"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "palaver").mkdir()
    monkeypatch.setattr(unused, "ROOT", tmp_path)
    monkeypatch.setattr(unused, "PYTHON", [tmp_path / "palaver"])
    (tmp_path / "palaver" / "page.html").write_text("{{ thing.named_in_a_template }} {{ SETTING }}")
    return tmp_path / "palaver"


def test_what_nothing_names_is_reported(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "module.py").write_text(MODULE)

    assert unused.main() == 1

    assert capsys.readouterr().out == "palaver/module.py:5: unused function 'forgotten'\n"


def test_without_it_all_is_well(project: Path) -> None:
    (project / "module.py").write_text(MODULE.replace("def forgotten() -> None: ...\n", ""))

    assert unused.main() == 0
