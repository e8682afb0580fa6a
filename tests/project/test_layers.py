"""The contracts hold; and each of them would notice if one of its imports were there."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint_imports(directory: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=directory,
        env={"PYTHONPATH": str(directory), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold() -> None:
    result = lint_imports(ROOT)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "imported", "contract"),
    [
        ("chats/intruder.py", "palaver.generation.hints", "A row imports only rows below it"),
        ("llm/intruder.py", "palaver.markdown", "A row imports only rows below it"),
        ("markdown/intruder.py", "django.utils.html", "Providers, Markdown and documents know"),
        ("web/intruder.py", "aiohttp", "Only palaver.llm speaks to providers"),
        ("chats/intruder.py", "nh3", "Only palaver.markdown parses"),
        ("generation/intruder.py", "pypdf", "Only palaver.documents reads"),
        ("documents/intruder.py", "django.core.files", "Providers, Markdown and documents know"),
        ("accounts/intruder.py", "channels.layers", "Channels is used by"),
        ("web/intruder.py", "prometheus_client", "One module each speaks to Prometheus"),
        ("operations/intruder.py", "palaver.web.forms", "A row imports only rows below it"),
        ("newcomer/__init__.py", "json", "A row imports only rows below it"),
    ],
)
def test_an_import_that_breaks_one_is_noticed(
    tmp_path: Path, module: str, imported: str, contract: str
) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ignored = shutil.ignore_patterns("static", "templates", "__pycache__")
    shutil.copytree(ROOT / "palaver", tmp_path / "palaver", ignore=ignored)
    (tmp_path / "palaver" / module).parent.mkdir(exist_ok=True)
    (tmp_path / "palaver" / module).write_text(f"import {imported}\n")

    result = lint_imports(tmp_path)

    assert result.returncode == 1
    words = " ".join(result.stdout.split())
    assert "1 broken" in words
    assert any(contract in broken for broken in words.split("Broken contracts")[1:])
