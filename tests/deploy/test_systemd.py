"""The systemd units: systemd takes them, and Palaver what they say."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.deploy.making_sense import ending_time, grace_period, nonsense, refusal, unknown
from tests.running import ROOT

SYSTEMD = ROOT / "deploy" / "systemd"
UNITS = sorted(path.name for path in SYSTEMD.glob("*.service"))
LASTING = [name for name in UNITS if name != "palaver-migrate.service"]
SETTING = re.compile(r"^(\w+)=(.*)$", re.MULTILINE)
VARIABLE = re.compile(r"^#?([A-Z_]+)=(.*)$", re.MULTILINE)
HARDENING = re.compile(
    r"^# It writes nothing but.*?\n\n|^# It writes.*\Z", re.DOTALL | re.MULTILINE
)
FILE = (SYSTEMD / "palaver.env").read_text()
MOST_EXPOSED = 15  # tenths, as systemd-analyze counts; 90 without any hardening


@pytest.fixture
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A unit as it would be installed, with a program that is there."""
    name: str = request.param
    text = (SYSTEMD / name).read_text().replace("/opt/palaver/bin/palaver", "/bin/true")
    installed = tmp_path / name.replace("@", "@8001")
    installed.write_text(text)
    return installed


@pytest.mark.parametrize("unit", UNITS, indirect=True)
def test_systemd_understands_it(unit: Path) -> None:
    assert _analyze("verify", unit) == (0, "")

    unit.write_text(unit.read_text().replace("User=", "Usr="))
    assert "'Usr'" in _analyze("verify", unit)[1]


@pytest.mark.parametrize("unit", UNITS, indirect=True)
def test_it_may_do_little(unit: Path) -> None:
    limit = ["security", "--offline=yes", f"--threshold={MOST_EXPOSED}"]

    assert _analyze(*limit, unit)[0] == 0
    unit.write_text(unit.read_text().replace("NoNewPrivileges=yes", "NoNewPrivileges=no"))
    unit.write_text(unit.read_text().replace("ProtectSystem=strict", "ProtectSystem=no"))
    assert _analyze(*limit, unit)[0] == 1


@pytest.mark.parametrize("name", UNITS)
def test_palaver_understands_what_it_is_told(name: str, tmp_path: Path) -> None:
    settings = _settings(name)

    assert refusal(settings["ExecStart"].split(), tmp_path) == ""
    assert unknown(_environment(name)) == set()
    assert _environment(name)["PALAVER_DATA_DIR"] == f"/var/lib/{settings['StateDirectory']}"


def test_the_environment_file_names_what_there_is_and_its_examples_work_together(
    tmp_path: Path,
) -> None:
    examples = {name: value for name, value in VARIABLE.findall(FILE) if value}

    assert unknown(examples) == set()
    assert nonsense(examples, tmp_path) == ""
    assert not re.search("^[A-Z]", FILE, re.MULTILINE)


@pytest.mark.parametrize("name", [unit for unit in UNITS if "@" in unit])
def test_what_the_instance_says_is_a_port(name: str) -> None:
    assert [key for key, value in _environment(name).items() if value == "%i"] in (
        ["PORT"],
        ["PALAVER_METRICS_PORT"],
    )


@pytest.mark.parametrize("name", LASTING)
def test_a_process_gets_the_time_to_end(name: str) -> None:
    assert float(_settings(name)["TimeoutStopSec"]) > ending_time(grace_period())


def test_all_are_hardened_alike() -> None:
    assert len({_hardening(name) for name in UNITS}) == 1
    assert _hardening(UNITS[0]).count("\n") > 20


def _settings(name: str) -> dict[str, str]:
    return dict(SETTING.findall((SYSTEMD / name).read_text()))


def _environment(name: str) -> dict[str, str]:
    return dict(word.split("=") for word in _settings(name)["Environment"].split())


def _hardening(name: str) -> str:
    found = HARDENING.search((SYSTEMD / name).read_text())
    assert found
    return found[0].strip()


def _analyze(*words: str | Path) -> tuple[int, str]:
    done = subprocess.run(["systemd-analyze", *words], check=False, capture_output=True, text=True)
    return done.returncode, done.stderr
