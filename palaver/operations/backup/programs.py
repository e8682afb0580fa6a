"""PostgreSQL's own programs, which know best how to copy a database of theirs."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from palaver.lib.refusal import Refusal

DEBIAN = Path("/usr/lib/postgresql")  # where Debian keeps them, a directory for each version
HOW_TO_GET_THEM = "install PostgreSQL's client programs of that version (Debian: postgresql-client)"
VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


def run(name: str, *options: str) -> None:
    """Run one of the programs on the database; what it complains of becomes the refusal."""
    address, password = _address()
    done = subprocess.run(
        [_find(name, _server_version()), f"--dbname={address}", *options],
        env={**os.environ, **({"PGPASSWORD": password} if password else {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        raise Refusal(f"{name} failed: {_why(done.stderr)}.")


def _find(name: str, server: int) -> str:
    """The oldest that is not older than the server: a newer one may say what it does not know."""
    found = {_version(path): path for path in _candidates(name)}
    fit = [version for version in found if version >= server]
    if fit:
        return str(found[min(fit)])
    newest = max(found, default=0)
    problem = f"the newest here is of version {newest}" if newest else "which is not here"
    raise Refusal(f"This needs {name} of version {server} or newer, {problem}: {HOW_TO_GET_THEM}.")


def _candidates(name: str) -> Iterator[Path]:
    yield from DEBIAN.glob(f"*/bin/{name}")
    if path := shutil.which(name):
        yield Path(path)


def _version(path: Path) -> int:
    """0 where it does not say."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, check=False, text=True)
    except OSError:
        return 0
    found = VERSION.search(said.stdout)
    return int(found[1]) if found else 0


def _server_version() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.server_version) // 10_000


def _address() -> tuple[str, str]:
    """The database's address without its password, which a list of processes would show."""
    from psycopg.conninfo import make_conninfo
    from psycopg.pq import Conninfo

    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    parameters: dict[str, Any] = connection.get_connection_params()
    password = str(parameters.pop("password", "") or "")
    plain = {name: value for name, value in parameters.items() if name in known}
    return make_conninfo(**plain), password


def _why(complaint: str) -> str:
    lines = complaint.splitlines() or ["it did not say why"]
    told = next((line for line in lines if "error" in line.lower()), lines[0])
    return " ".join(told.split()).rstrip(".")
