import http.client
import resource
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.commands import END_TIMEOUT, is_one_sentence, line, palaver, port, serving

SECOND_START = 3.0  # seconds


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_it_prints_the_address_the_data_directory_and_the_models(data: Path) -> None:
    with serving(data) as server:
        address, directory, models = line(server), line(server), line(server)

    assert address.startswith("Palaver ")
    assert "http://127.0.0.1:" in address
    assert str(data) in directory
    assert "The provider “openai” cannot be reached." in models


def test_it_starts_within_seconds_the_second_time(data: Path) -> None:
    palaver("createuser", "owner", "--password-stdin", data=data, stdin="a quiet river 7\n")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with serving(data) as server:
        port(server)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    # Its own work, to be the same on a busy machine; it waits for nothing.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < SECOND_START


def test_what_it_keeps_can_be_read_by_its_owner_only(data: Path) -> None:
    with serving(data) as server:
        port(server)

        kept = [data, *data.iterdir()]
        assert {"secret_key", "palaver.sqlite3", "server.lock"} <= {path.name for path in kept}
        assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in kept)


def test_the_secret_stays_the_same(data: Path) -> None:
    secrets = []
    for _ in range(2):
        palaver("doctor", data=data)
        secrets.append((data / "secret_key").read_text())

    assert secrets[0] == secrets[1]
    assert len(secrets[0]) > 50


def test_a_second_server_on_the_same_data_directory_is_refused(data: Path) -> None:
    with serving(data) as server:
        port(server)

        second = palaver("serve", data=data, PORT="0")

        assert second.returncode == 1
        assert is_one_sentence(second.stderr)
        assert f"process {server.pid}) already serves" in second.stderr
        assert server.poll() is None


def test_the_data_directory_is_free_again_after_a_kill(data: Path) -> None:
    with serving(data) as first:
        port(first)
        first.kill()
        first.wait(END_TIMEOUT)

    with serving(data) as second:
        assert port(second)


def test_a_taken_port_is_refused_before_anything_is_made(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = str(taken.getsockname()[1])

        refused = palaver("serve", data=data, PORT=number)

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert number in refused.stderr
    assert "address already in use" in refused.stderr
    assert not (data / "palaver.sqlite3").exists()


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"HOST": "nowhere.invalid"}, "HOST"),
        ({"PALAVER_RUNNER": "celery"}, "REDIS_URL"),
        ({"OPENAI_BASE_URL": "localhost"}, "OPENAI_BASE_URL"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_it(
    data: Path, variables: dict[str, str], named: str
) -> None:
    refused = palaver("serve", data=data, **variables)

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert named in refused.stderr


def test_a_wrong_file_of_providers_is_named_with_its_line(data: Path) -> None:
    data.mkdir()
    (data / "providers.toml").write_text('[[provider]]\nname = "here"\nbase_url = 7\n')

    refused = palaver("serve", data=data)

    assert is_one_sentence(refused.stderr)
    assert f"{data / 'providers.toml'}, line 3: base_url" in refused.stderr


def test_the_set_up_code_is_printed_only_beyond_loopback_and_before_the_first_person(
    data: Path,
) -> None:
    everywhere = {"HOST": "0.0.0.0"}  # noqa: S104  what the test is about
    with serving(data) as server:
        assert "Set-up code" not in _whole_welcome(server)
    with serving(data, **everywhere) as server:
        assert "Set-up code" in _whole_welcome(server)

    palaver("createuser", "owner", "--password-stdin", data=data, stdin="a quiet river 7\n")

    with serving(data, **everywhere) as server:
        assert "Set-up code" not in _whole_welcome(server)


def test_a_head_without_end_is_refused(data: Path) -> None:
    with serving(data) as server, socket.create_connection(("127.0.0.1", port(server))) as client:
        client.settimeout(END_TIMEOUT)
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
        _send_for_ever(client)

        assert client.recv(100).startswith(b"HTTP/1.1 400 ")


def test_a_long_head_that_ends_is_served(data: Path) -> None:
    with serving(data) as server:
        client = http.client.HTTPConnection("127.0.0.1", port(server), timeout=END_TIMEOUT)
        client.request("GET", "/accounts/signup/", headers={"X": "x" * 30_000})

        assert client.getresponse().status == 200


def test_a_large_body_is_refused(data: Path) -> None:
    with serving(data) as server:
        client = http.client.HTTPConnection("127.0.0.1", port(server), timeout=END_TIMEOUT)
        client.putrequest("POST", "/accounts/login/")
        client.putheader("Content-Length", str(10**9))
        client.endheaders()

        assert client.getresponse().status == 413


def test_sigterm_ends_it_soon(data: Path) -> None:
    with serving(data) as server:
        port(server)
        server.terminate()

        assert server.wait(END_TIMEOUT) in {0, -15}


def test_a_directory_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    refused = palaver("serve", data=tmp_path / "file" / "data")

    assert refused.returncode == 1
    assert is_one_sentence(refused.stderr)
    assert str(tmp_path / "file" / "data") in refused.stderr


def _whole_welcome(server: "subprocess.Popen[str]") -> str:
    lines = [line(server)]
    while "cannot be reached" not in lines[-1]:
        lines.append(line(server))
    return "".join(lines)


def _send_for_ever(client: socket.socket) -> None:
    try:
        for _ in range(100):
            client.sendall(b"x" * 10_000)
    except (BrokenPipeError, ConnectionResetError):
        pass
