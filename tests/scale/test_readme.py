"""The README's section "When one machine is not enough", followed to the letter."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.browser.people import sessions
from tests.browser.person import Person
from tests.browser.problems import Problems
from tests.browser.proof import expect_exact
from tests.checkout import check_out
from tests.chromium import chromium
from tests.postgresql import SUPERUSER, PostgreSQL
from tests.provider import script_text
from tests.provider.process import ProviderProcess
from tests.running import OURS, ROOT, Palaver
from tests.scale.redis import RedisServer

SECTION = re.compile(r"^## When one machine is not enough\n(.*?)^## ", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
# Told to end, the shell waits for what it runs.
FOLLOWED = "set -e\ntrap : TERM\n{commands}\nset +e\nwait\nwait\n"
LONGEST = 1200.0  # seconds; two environments are installed and a front end is built
LOOK_INTERVAL = 0.2  # seconds
END_TIMEOUT = 60.0  # seconds


def test_whoever_follows_it_asks_in_a_page_and_sees_the_exact_answer(
    provider: ProviderProcess, postgresql: PostgreSQL, redis: RedisServer, tmp_path: Path
) -> None:
    addresses = {"DATABASE_URL": postgresql.url("palaver"), "REDIS_URL": redis.url}
    palaver = Palaver(tmp_path, provider.base_url, PALAVER_RUNNER="celery", **addresses)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(OURS)},
        "OPENAI_BASE_URL": provider.base_url,
        "PALAVER_DATA_DIR": str(palaver.data),
        "PGHOST": str(postgresql.directory),
        "PGUSER": SUPERUSER,
        "PORT": str(palaver.port),
        "REDIS_URL": redis.url,
    }
    with _followed(check_out(tmp_path / "palaver"), environment) as shell:
        _until_a_worker_is_there(palaver, shell)
        assert len(_servers(shell.pid)) == 2
        _ask_in_a_page(palaver)
    assert not _servers(shell.pid)


def test_it_names_no_address_that_the_environment_could_not_change() -> None:
    assert not re.search(r"127\.0\.0\.1|:\d{4}", _commands())


def _commands() -> str:
    section = SECTION.search((ROOT / "README.md").read_text())
    assert section
    blocks = BLOCK.findall(section[1])
    assert blocks
    return "\n".join(blocks)


@contextmanager
def _followed(checkout: Path, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Runs the commands in a checkout, in a group of processes that it ends."""
    log = checkout.parent / "readme.log"
    with log.open("w") as output:
        shell = subprocess.Popen(
            ["bash", "-c", FOLLOWED.format(commands=_commands())],
            cwd=checkout,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield shell
    except BaseException as error:
        error.add_note(log.read_text())
        raise
    finally:
        if shell.poll() is None:
            os.killpg(shell.pid, signal.SIGTERM)
            shell.wait(END_TIMEOUT)


def _until_a_worker_is_there(palaver: Palaver, shell: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + LONGEST
    while not _says_of_its_runner(palaver).startswith("1 run answers"):
        assert shell.poll() is None
        assert time.monotonic() < deadline
        time.sleep(LOOK_INTERVAL)


def _says_of_its_runner(palaver: Palaver) -> str:
    try:
        with urlopen(f"{palaver.address}/readyz") as answer:  # noqa: S310  the test's own server
            runner: str = json.load(answer)["parts"]["runner"]["says"]
    except OSError:
        return ""
    return runner


def _ask_in_a_page(palaver: Palaver) -> None:
    (session,) = sessions(palaver, ["owner"])
    with chromium() as browser:
        tab = Person.with_browser(palaver, session, browser, Problems()).tab()
        tab.ask(seed=5, tokens=200, rate=100)
        expect_exact(tab, script_text(5, 200))


def _servers(group: int) -> list[int]:
    """The processes of the group that serve."""
    processes = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
    return [process for process in processes if _serves(process, group)]


def _serves(process: int, group: int) -> bool:
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes()
        return os.getpgid(process) == group and b"spawn_main" in words
    except (FileNotFoundError, ProcessLookupError):
        return False
