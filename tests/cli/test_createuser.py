import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from palaver.accounts.models import User
from palaver.cli import main
from tests.cli.commands import is_one_sentence, palaver, port, serving

PASSWORD = "a quiet river 7"

pytestmark = pytest.mark.django_db(transaction=True)  # which the command ends on PostgreSQL


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    given = io.StringIO(f"{PASSWORD}\n")
    monkeypatch.setattr("sys.stdin", given)
    return given


@pytest.mark.usefixtures("stdin")
def test_it_makes_somebody_who_can_sign_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["createuser", "alice", "--password-stdin"]) == 0

    alice = User.objects.get()
    assert capsys.readouterr().out == "alice can sign in now.\n"
    assert alice.check_password(PASSWORD)
    assert not alice.is_superuser


@pytest.mark.usefixtures("stdin")
def test_an_administrator_may_do_everything() -> None:
    main(["createuser", "alice", "--admin", "--password-stdin"])

    assert User.objects.get().is_superuser


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("", PASSWORD),
        ("two words", PASSWORD),
        ("alice", "short"),
        ("alice", ""),
        ("x" * 200, PASSWORD),
    ],
)
def test_a_name_or_password_that_will_not_do_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, password: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password))

    assert main(["createuser", name, "--password-stdin"]) == 1

    assert is_one_sentence(capsys.readouterr().err)
    assert not User.objects.exists()


def test_a_name_is_taken_once(stdin: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    main(["createuser", "alice", "--password-stdin"])
    stdin.seek(0)

    assert main(["createuser", "Alice", "--password-stdin"]) == 1

    assert is_one_sentence(capsys.readouterr().err)


@pytest.mark.usefixtures("stdin")
def test_without_a_terminal_it_says_how_to_give_the_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["createuser", "alice"]) == 1

    refusal = capsys.readouterr().err
    assert is_one_sentence(refusal)
    assert "--password-stdin" in refusal


def test_it_works_before_the_first_start_and_while_a_server_runs(tmp_path: Path) -> None:
    first = palaver("createuser", "alice", "--password-stdin", data=tmp_path, stdin=PASSWORD)
    with serving(tmp_path) as server:
        port(server)
        second = palaver("createuser", "bob", "--password-stdin", data=tmp_path, stdin=PASSWORD)

    assert (first.returncode, second.returncode) == (0, 0)
