"""The code that the first person types when the server can be reached from elsewhere.

It is printed where only the operator reads it, and lives in the data directory until the first
person has signed up.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from palaver.accounts.models import Founding

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0, O, 1, I, L
GROUPS, GROUP_LENGTH = 4, 4
OWNER_ONLY = 0o600


def required() -> bool:
    """Say whether the next sign-up has to bring the code."""
    return bool(getattr(settings, "PALAVER_SETUP_CODE_REQUIRED", False)) and (
        Founding.objects.open()
    )


def current() -> str:
    """Read the code, or make one; every process of the installation gets the same."""
    path = _path()
    if not path.exists():
        _write_once(path)
    return path.read_text().strip()


def matches(given: str) -> bool:
    return secrets.compare_digest(_plain(given), _plain(current()))


def forget() -> None:
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return Path(settings.DATA_DIR) / "setup-code"


def _write_once(path: Path) -> None:
    """Write a whole file beside it and link it, so that two processes agree on one code."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{_make()}\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _make() -> str:
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )


def _plain(code: str) -> bytes:
    return code.upper().replace("-", "").replace(" ", "").encode(errors="replace")
