"""`palaver backup` and `palaver restore`, on whatever database the tests run on."""

import gzip
import json
import os
import re
import shutil
import stat
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.cli.commands import is_one_sentence
from tests.faults.asking import ask, times_asked
from tests.faults.waiting import until
from tests.operations.asking import ask as ask_plainly
from tests.postgresql import server
from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.visitor import Visitor

LATER = {"DJANGO_SETTINGS_MODULE": "tests.lib.later.settings"}
BROKEN = {"DJANGO_SETTINGS_MODULE": "tests.lib.broken.settings"}
PROVIDERS = '[[provider]]\nname = "office"\nbase_url = "http://127.0.0.1:9/v1"\n'
LEASE_AND_REAPER = 60.0  # seconds, on a busy machine


def installation(directory: Path, provider: ProviderProcess) -> Palaver:
    """One with somebody in it, not running."""
    palaver = Palaver(directory, provider.base_url)
    palaver.data.mkdir(parents=True)
    palaver.create_user("owner")
    (palaver.data / "providers.toml").write_text(PROVIDERS)
    return palaver


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory, provider: ProviderProcess) -> Palaver:
    """What was backed up."""
    return installation(tmp_path_factory.mktemp("old"), provider)


@pytest.fixture(scope="module")
def made(old: Palaver, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backups") / "backup.tar.gz"
    done = old.run("backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture
def backup(made: Path, file: Path) -> Path:
    """A copy of the backup, to be spoilt."""
    return Path(shutil.copy(made, file))


@pytest.fixture
def other(tmp_path: Path, provider: ProviderProcess) -> Palaver:
    """An installation that may be changed."""
    return installation(tmp_path / "other", provider)


@pytest.fixture
def new(tmp_path: Path, provider: ProviderProcess) -> Palaver:
    """An installation of which there is nothing yet."""
    (tmp_path / "new").mkdir()
    return Palaver(tmp_path / "new", provider.base_url)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.tar.gz"


async def test_a_chat_backed_up_while_it_is_used_goes_on_where_it_is_restored(
    other: Palaver, new: Palaver, provider: ProviderProcess, file: Path
) -> None:
    with other:
        owner = other.sign_in("owner")
        done = await ask(owner, seed=1, tokens=50, rate=0)
        await until(lambda: other.answer(done.message_id).status == "done")
        live = await ask(owner, seed=2, tokens=300, rate=30)
        await until(lambda: len(other.answer(live.message_id).text) > 200)

        made = other.run("backup", str(file))
        assert made.returncode == 0, made.stderr
        assert other.answer(live.message_id).status == "running"
        page = owner.get(done.chat).text
        other.kill()

    assert new.run("restore", str(file)).returncode == 0
    with new:
        returned = Visitor(new.address, "owner")
        assert _articles(returned.get(done.chat).text) == _articles(page)
        cookies = owner.headers  # what was signed with the old secret
        assert _get(new, done.chat, cookies) == 200
        await until(lambda: new.answer(live.message_id).status == "done", LEASE_AND_REAPER)
    assert new.answer(live.message_id).text == live.script
    assert new.answer(live.message_id).epoch == 2
    assert times_asked(provider, live) == 2


def test_every_row_and_every_file_is_there_again(old: Palaver, new: Palaver, backup: Path) -> None:
    done = new.run("restore", str(backup))

    assert done.returncode == 0, done.stderr
    assert is_one_line(done.stdout)
    assert _content(new) == _content(old)
    for name in ("secret_key", "providers.toml"):
        assert (new.data / name).read_bytes() == (old.data / name).read_bytes()
        assert stat.S_IMODE((new.data / name).stat().st_mode) == 0o600
    assert new.run("doctor", OPENAI_BASE_URL="").stdout.count("ok    Database: it is well.") == 1


def test_files_that_were_attached_come_back(other: Palaver, new: Palaver, file: Path) -> None:
    kept = other.data / "attachments" / "ab" / "a file"
    kept.parent.mkdir(parents=True, mode=0o700)
    kept.write_bytes(b"Some text.")
    kept.chmod(0o600)
    assert other.run("backup", str(file)).returncode == 0
    assert kept.stat().st_nlink == 1

    assert new.run("restore", str(file)).returncode == 0

    restored = new.data / "attachments" / "ab" / "a file"
    assert restored.read_bytes() == b"Some text."
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (restored, restored.parent)]
    assert modes == [0o600, 0o700]


def test_files_of_a_restoration_that_fails_are_not_left(
    other: Palaver, new: Palaver, file: Path
) -> None:
    (other.data / "attachments" / "ab").mkdir(parents=True)
    (other.data / "attachments" / "ab" / "a file").write_bytes(b"Some text.")
    other.run("backup", str(file))

    assert new.run("restore", str(file), **BROKEN).returncode == 1
    _assert_nothing_is_left(new)


def test_a_backup_is_its_owners_only_and_says_what_it_holds(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with tarfile.open(backup) as tar:
        names = tar.getnames()
        manifest = json.loads(tar.extractfile("palaver.json").read())  # type: ignore[union-attr]

    assert names == ["palaver.json", "data/providers.toml", "data/secret_key", "database"]
    assert manifest["engine"] == connection.vendor
    assert "generation.0001_initial" in manifest["migrations"]


def test_without_a_name_it_is_named_after_the_time(old: Palaver, tmp_path: Path) -> None:
    directory = tmp_path / "backups"
    directory.mkdir()

    done = old.run("backup", str(directory))

    (made,) = directory.iterdir()
    assert made.name.startswith("palaver-20")
    assert str(made) in done.stdout


def test_a_file_that_is_there_is_not_replaced(old: Palaver, file: Path) -> None:
    file.write_text("my diary")

    refused = old.run("backup", str(file))

    assert is_one_sentence(refused.stderr)
    assert file.read_text() == "my diary"
    assert not list(file.parent.glob(".*"))


def test_of_nothing_there_is_no_backup(new: Palaver, file: Path) -> None:
    refused = new.run("backup", str(file))

    assert is_one_sentence(refused.stderr)
    assert "nothing to back up" in refused.stderr
    assert not file.exists()


def test_where_nothing_can_be_written_it_says_so(old: Palaver) -> None:
    refused = old.run("backup", "/proc/nowhere/backup.tar.gz")

    assert is_one_sentence(refused.stderr)


def test_an_older_one_is_brought_to_this_versions_form(new: Palaver, backup: Path) -> None:
    done = new.run("restore", str(backup), **LATER)

    assert done.returncode == 0, done.stderr
    assert new.rows("SELECT count(*) FROM later_note") == [(0,)]
    assert new.rows("SELECT username FROM accounts_user") == [("owner",)]


def test_an_installation_in_use_is_refused_and_left_alone(old: Palaver, backup: Path) -> None:
    before = _content(old), _files(old)

    refused = old.run("restore", str(backup))

    assert is_one_sentence(refused.stderr)
    assert "not empty" in refused.stderr
    assert (_content(old), _files(old)) == before


def _cut(backup: Path) -> None:
    os.truncate(backup, backup.stat().st_size // 2)


def _change_a_byte(backup: Path) -> None:
    with backup.open("r+b") as file:
        file.seek(backup.stat().st_size // 2)
        (byte,) = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 0x55]))


def _rewrite(backup: Path, change: Any) -> None:
    """Has `change(name, content)` say what each member shall hold; None leaves it out."""
    with tarfile.open(backup) as tar:
        members = {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]
    with tarfile.open(backup, "w:gz") as tar:
        for name, content in members.items():
            changed = change(name, content)
            if changed is not None:
                _add(tar, name, changed)


def _lose_the_database(backup: Path) -> None:
    _rewrite(backup, lambda name, content: None if name == "database" else content)


def _change_the_database_and_its_checksum_not(backup: Path) -> None:
    _rewrite(backup, lambda name, content: content[:-1] + b"?" if name == "database" else content)


def _write_text(backup: Path) -> None:
    backup.write_text("a diary, not a backup\n" * 100)


def _compress_text(backup: Path) -> None:
    backup.write_bytes(gzip.compress(b"a diary, not a backup\n" * 100))


def _pack_something_else(backup: Path) -> None:
    with tarfile.open(backup, "w:gz") as tar:
        _add(tar, "diary.txt", b"a diary, not a backup\n")


def _be_of_the_future(backup: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        return b'{"format": 2, "news": {}}' if name == "palaver.json" else content

    _rewrite(backup, change)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_cut, "is damaged"),
        (_change_a_byte, "is damaged"),
        (_lose_the_database, "is damaged"),
        (_change_the_database_and_its_checksum_not, "is damaged"),
        (_write_text, "is no backup of Palaver"),
        (_compress_text, "is no backup of Palaver"),
        (_pack_something_else, "is no backup of Palaver"),
        (_be_of_the_future, "newer version of Palaver"),
        (Path.unlink, "no such file"),
    ],
)
def test_what_is_no_sound_backup_is_refused_and_leaves_nothing(
    new: Palaver, backup: Path, spoil: Any, sentence: str
) -> None:
    spoil(backup)

    refused = new.run("restore", str(backup))

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr), refused.stderr
    assert sentence in refused.stderr
    _assert_nothing_is_left(new)


def test_one_that_leads_out_of_its_directory_is_refused(
    new: Palaver, backup: Path, tmp_path: Path
) -> None:
    with tarfile.open(backup) as tar:
        manifest = json.loads(tar.extractfile("palaver.json").read())  # type: ignore[union-attr]
    manifest["files"] = {"data/../../out": {"size": 3, "sha256": "x"}}
    with tarfile.open(backup, "w:gz") as tar:
        _add(tar, "palaver.json", json.dumps(manifest).encode())
        _add(tar, "data/../../out", b"out")

    assert "is damaged" in new.run("restore", str(backup)).stderr
    assert not list(tmp_path.rglob("out"))


def test_one_of_a_newer_version_is_refused_by_its_step(
    other: Palaver, new: Palaver, file: Path
) -> None:
    other.run("manage", "migrate", **LATER)
    assert other.run("backup", str(file), **LATER).returncode == 0

    refused = new.run("restore", str(file))

    assert is_one_sentence(refused.stderr)
    assert "newer version of Palaver" in refused.stderr
    assert "later.0001_notes" in refused.stderr
    _assert_nothing_is_left(new)


def test_one_that_cannot_be_upgraded_leaves_nothing(new: Palaver, backup: Path) -> None:
    refused = new.run("restore", str(backup), **BROKEN)

    assert is_one_sentence(refused.stderr), refused.stderr
    _assert_nothing_is_left(new)


def test_one_of_another_database_is_refused(new: Palaver, backup: Path) -> None:
    other = "" if new.is_on_postgresql else server.url("nowhere")

    refused = new.run("restore", str(backup), DATABASE_URL=other)

    assert is_one_sentence(refused.stderr)
    assert "DATABASE_URL to" in refused.stderr
    assert not new.data.exists()


def test_what_the_new_installation_has_already_is_kept(
    old: Palaver, new: Palaver, backup: Path
) -> None:
    new.data.mkdir()
    (new.data / "providers.toml").write_text("# mine\n")
    new.run("doctor")
    made = (new.data / "secret_key").read_text()

    done = new.run("restore", str(backup))

    assert done.returncode == 0, done.stderr
    assert (new.data / "providers.toml").read_text() == "# mine\n"
    assert (new.data / "providers.toml.from-backup").read_text() == PROVIDERS
    assert str(new.data / "providers.toml.from-backup") in done.stdout
    assert (new.data / "secret_key").read_text() == (old.data / "secret_key").read_text() != made


def test_variables_that_lead_to_another_database_are_put_beside(
    other: Palaver, new: Palaver, file: Path
) -> None:
    (other.data / ".env").write_text(
        "DATABASE_URL=sqlite:////srv/chat.sqlite3\nPALAVER_TITLES=no\n"
    )
    address = {} if other.is_on_postgresql else {"DATABASE_URL": f"sqlite:///{_database(other)}"}
    assert other.run("backup", str(file), **address).returncode == 0

    done = new.run("restore", str(file))

    assert done.returncode == 0, done.stderr
    assert not (new.data / ".env").exists()
    assert (new.data / ".env.from-backup").exists()
    assert _content(new) == _content(other)


def is_one_line(text: str) -> bool:
    return text.count("\n") == 1


def _database(palaver: Palaver) -> Path:
    return palaver.data / "palaver.sqlite3"


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, BytesIO(content))


def _tables(palaver: Palaver) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if palaver.is_on_postgresql:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return sorted(name for (name,) in palaver.rows(query))


def _content(palaver: Palaver) -> dict[str, list[str]]:
    """Every row of every table."""
    return {
        table: sorted(map(repr, palaver.rows(f'SELECT * FROM "{table}"')))  # noqa: S608  a name
        for table in _tables(palaver)
    }


def _files(palaver: Palaver) -> set[str]:
    return {path.name for path in palaver.data.iterdir()} - {"server.lock"}


def _assert_nothing_is_left(palaver: Palaver) -> None:
    assert not palaver.data.exists()
    if palaver.is_on_postgresql:
        assert _tables(palaver) == []


def _articles(page: str) -> str:
    """The messages of a page, without what each answer of the server has anew."""
    articles = page[page.index("<article") : page.rindex("</article>")]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", articles)


def _get(palaver: Palaver, path: str, headers: dict[str, str]) -> int:
    return ask_plainly(palaver.port, path, **headers).status
