from pathlib import Path

import pytest

from palaver.lib.refusal import Refusal
from palaver.project import environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the process has, instead of its real environment."""
    variables = {"HOME": "/home/owner"}
    monkeypatch.setattr("os.environ", variables)
    return variables


def test_an_empty_environment_gives_the_embedded_default(tmp_path: Path) -> None:
    read = environment.read(tmp_path)

    assert (read.host, read.port, read.runner) == ("127.0.0.1", 8000, "inline")
    assert (read.database, read.redis_url, read.providers) == (None, None, None)
    assert environment.data_directory() == Path("/home/owner/.local/share/palaver")


def test_an_empty_value_counts_as_none(variables: dict[str, str], tmp_path: Path) -> None:
    variables |= dict.fromkeys(environment.NAMES, " ")

    assert environment.read(tmp_path).port == 8000
    assert environment.data_directory() == Path("/home/owner/.local/share/palaver")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("PALAVER_RUNNER", "threads"),
        ("PALAVER_ALLOWED_HOSTS", "chat.example.org,https://other.example.org"),
        ("PALAVER_ALLOWED_HOSTS", "chat.example.org:8000"),
        ("FORWARDED_ALLOW_IPS", "proxy.example.org"),
        ("FORWARDED_ALLOW_IPS", "127.0.0.1,*"),
        ("FORWARDED_ALLOW_IPS", "10.0.0.1/24"),
        ("PALAVER_PROVIDERS", "/nowhere/providers.toml"),
        ("PALAVER_HTTPS", "maybe"),
        ("PALAVER_DEBUG", "2"),
        ("PALAVER_SECRET_KEY", "too short"),
        ("PALAVER_STORAGE", "/srv/files"),
        ("PALAVER_STORAGE", "s3://key:secret@files"),
        ("PALAVER_GRACE_PERIOD", "-3"),
        ("PALAVER_LOG_FORMAT", "xml"),
        ("PALAVER_METRICS_PORT", "0"),
        ("PALAVER_METRICS_TOKEN", "too short"),
        ("PALAVER_METRICS_TOKEN", "with an ümlaut in it"),
        ("DATABASE_URL", "mysql://user:password@host/palaver"),
        ("DATABASE_URL", "palaver.sqlite3"),
        ("DATABASE_URL", "postgresql://user:password@host:port/palaver"),
        ("REDIS_URL", "localhost:6379"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    variables: dict[str, str], tmp_path: Path, name: str, value: str
) -> None:
    environment.read(tmp_path)
    variables[name] = value

    with pytest.raises(Refusal, match=rf"^{name} is wrong: [^\n]+[^.]\.$"):
        environment.read(tmp_path)


def test_a_refusal_shows_no_password(variables: dict[str, str], tmp_path: Path) -> None:
    variables |= {
        "DATABASE_URL": "postgresql://palaver:hush@host:port/palaver",
        "REDIS_URL": "tcp://:hush@host",
        "PALAVER_SECRET_KEY": "hush",
    }

    with pytest.raises(Refusal) as refusal:
        environment.read(tmp_path)

    assert "REDIS_URL" in str(refusal.value)
    assert "hush" not in str(refusal.value)


def test_all_wrong_values_are_named_at_once(variables: dict[str, str], tmp_path: Path) -> None:
    variables |= {"PORT": "eighty", "PALAVER_RUNNER": "threads"}

    with pytest.raises(Refusal, match=r"PORT is wrong: .+; PALAVER_RUNNER is wrong: .+"):
        environment.read(tmp_path)


def test_the_file_in_the_data_directory_counts_below_the_environment(
    variables: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("# mine\nexport PORT=9000\nHOST='::1'\nPALAVER_TITLES=no\n")
    variables["PORT"] = "9001"

    read = environment.read(tmp_path)

    assert (read.host, read.port, read.titles) == ("::1", 9001, False)


def test_keys_of_providers_may_stand_in_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_KEY=hush\nROUTER_KEY=hush too\n")

    assert environment.read(tmp_path).variables["ROUTER_KEY"] == "hush too"


def test_a_wrong_line_of_the_file_is_named_but_not_shown(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=9000\nOPENAI_API_KEY hush\n")

    with pytest.raises(Refusal, match=rf"^Line 2 of {tmp_path}/\.env is not of the form NAME=va"):
        environment.read(tmp_path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PORT=\xff\xfe\n")

    with pytest.raises(Refusal, match="is not UTF-8 text"):
        environment.read(tmp_path)


def test_a_data_directory_inside_the_package_is_refused(variables: dict[str, str]) -> None:
    variables["PALAVER_DATA_DIR"] = str(environment.PACKAGE / "data")

    with pytest.raises(Refusal, match=r"^PALAVER_DATA_DIR is .+ inside the package"):
        environment.data_directory()


def test_a_name_that_nobody_reads_is_noticed(variables: dict[str, str], tmp_path: Path) -> None:
    variables |= {"PALAVER_PROVIDER": "x", "PALAVER_TITLES": "0", "PATH": "/bin"}

    assert environment.read(tmp_path).unknown == ["PALAVER_PROVIDER"]


def test_every_variable_is_read_under_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: set[str] = set()

    def ask(_reader: environment.Reader, name: str, default: object) -> object:
        asked.add(name)
        return default

    monkeypatch.setattr(environment.Reader, "_get_value", ask)
    environment.read(tmp_path)

    elsewhere = {"PALAVER_DATA_DIR", "OPENAI_API_KEY", "OPENAI_BASE_URL"}
    assert asked | elsewhere == set(environment.NAMES)


def test_every_variable_is_documented() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text()

    assert [name for name in environment.NAMES if f"`{name}`" not in page] == []


def test_it_answers_to_the_names_configured_and_to_the_address_it_listens_on(
    variables: dict[str, str], tmp_path: Path
) -> None:
    loopback = ["localhost", "127.0.0.1", "[::1]"]
    assert environment.reachable_as(environment.read(tmp_path)) == loopback

    variables |= {"HOST": "0.0.0.0", "PALAVER_ALLOWED_HOSTS": "chat.example.org"}  # noqa: S104
    assert environment.reachable_as(environment.read(tmp_path)) == [*loopback, "chat.example.org"]

    variables |= {"HOST": "fd00::7", "PALAVER_ALLOWED_HOSTS": ""}
    assert environment.reachable_as(environment.read(tmp_path)) == [*loopback, "[fd00::7]"]


def test_sqlite_is_set_up_for_many_readers_and_short_writers(
    variables: dict[str, str], tmp_path: Path
) -> None:
    variables["DATABASE_URL"] = f"sqlite:///{tmp_path}/other.sqlite3"

    settings = environment.database_settings(environment.read(tmp_path), tmp_path)

    assert settings["NAME"] == f"{tmp_path}/other.sqlite3"
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in settings["OPTIONS"]["init_command"]


def test_postgresql_without_its_package_is_refused(
    variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables["DATABASE_URL"] = "postgresql://palaver:hush@db/chat"
    monkeypatch.setattr(environment, "find_spec", lambda _name: None)

    with pytest.raises(Refusal, match=r"^DATABASE_URL is wrong: .+: pip install"):
        environment.read(tmp_path)


def test_postgresql_is_taken_from_its_address(
    variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda _name: "found")
    variables["DATABASE_URL"] = "postgresql://palaver:pass%20word@db:5433/chat"

    settings = environment.database_settings(environment.read(tmp_path), tmp_path)

    assert settings["ENGINE"] == "django.db.backends.postgresql"
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db", 5433, "chat")
    assert settings["PASSWORD"] == "pass word"
