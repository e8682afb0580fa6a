"""Copies of a SQLite database, taken while others use it."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from palaver.lib.data_directory import PRIVATE_DIRECTORY, PRIVATE_FILE, reason
from palaver.lib.refusal import Refusal

KEPT = 5  # backups


def back_up(database: Path) -> Path:
    """Copy the database into the directory `backups` beside it, whole or not at all."""
    copy = _place(database)
    draft = copy.with_suffix(".draft")
    try:
        copy.parent.mkdir(mode=PRIVATE_DIRECTORY, exist_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
        copy_database(database, draft)
        draft.replace(copy)
    except (OSError, sqlite3.Error) as error:
        draft.unlink(missing_ok=True)
        raise Refusal(_sentence(copy, error)) from error
    _remove_old(copy.parent)
    return copy


def copy_database(source: Path, target: Path) -> None:
    """Make the target's content the source's, in one transaction of either."""
    with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(target)) as writer:
        reader.backup(writer)


def _place(database: Path) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return database.parent / "backups" / f"{database.stem}-{moment}.sqlite3"


def _remove_old(directory: Path) -> None:
    for old in sorted(directory.glob("*.sqlite3"))[:-KEPT]:
        old.unlink()


def _sentence(copy: Path, error: OSError | sqlite3.Error) -> str:
    why = reason(error) if isinstance(error, OSError) else str(error)
    return (
        f"The database could not be backed up to {copy} before its upgrade ({why}), "
        "so nothing was changed."
    )
