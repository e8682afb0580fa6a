"""Bring the database to the form that this version needs, without ever losing what is in it."""

import logging
from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from palaver.lib.backup import back_up, copy_database
from palaver.lib.database import own_connection
from palaver.lib.refusal import Refusal

log = logging.getLogger(__name__)


ALONE = 0x50616C61766572  # the advisory lock of whoever makes a database, "Palaver" in ASCII


def upgrade() -> bool:
    """Apply the missing migrations, after a backup; say whether there were any.

    A PostgreSQL database is made, but not upgraded: other servers may use it, and only who runs
    them knows when, and has its backups.
    """
    is_new = not exists()
    try:
        return _upgrade()
    except Refusal:
        if is_new:
            _remove()
        raise
    finally:
        connection.close()


def pending() -> list[str]:
    """The names of the migrations that an upgrade would apply."""
    executor = _executor()
    _refuse_newer(executor.loader)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def exists() -> bool:
    """Whether there is a database already, with something in it."""
    database = _sqlite_file()
    return database.exists() if database else bool(_executor().loader.applied_migrations)


def refuse_old_form() -> None:
    """Refuse a database that a start would not upgrade by itself."""
    missing = len(pending())
    if missing and connection.vendor == "postgresql" and exists():
        raise Refusal(
            f"The database is of an earlier version of Palaver ({missing} steps behind): back it "
            "up (palaver backup), then run: palaver manage migrate"
        )


def refuse_missing_steps() -> None:
    """Refuse a database that lacks what this version needs; for processes that upgrade none."""
    try:
        is_of_this_form = exists() and not pending()
    finally:
        connection.close()
    if not is_of_this_form:
        raise Refusal(
            "The database is not of this version's form yet; "
            "run `palaver manage migrate` first, or start a server of this version."
        )


def refuse_damaged() -> None:
    """Refuse a database that does not answer, or whose file is not sound."""
    own_connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check" if connection.vendor == "sqlite" else "SELECT 'ok'")
            answer = cursor.fetchone()[0]
    except DatabaseError as error:
        raise Refusal(f"The database cannot be read: {_why(error)}.") from error
    if answer != "ok":
        raise Refusal(f"The database is damaged ({answer}); put back a backup.")


def migrate() -> None:
    """Apply the missing migrations to a database that was just made."""
    own_connection()
    _migrate(None, None)


def wait_for_others() -> None:
    """Of several processes that find an empty database at once, one makes it."""
    if connection.vendor == "postgresql":
        own_connection()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [ALONE])
            cursor.execute("RESET lock_timeout")


def unknown(applied: Collection[tuple[str, str]], loader: MigrationLoader) -> set[tuple[str, str]]:
    """Those that this version does not have."""
    replaced = {
        name for migration in loader.disk_migrations.values() for name in migration.replaces
    }
    return set(applied) - loader.disk_migrations.keys() - replaced


def _upgrade() -> bool:
    wait_for_others()
    refuse_old_form()
    executor = _executor()
    _refuse_newer(executor.loader)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    database = _sqlite_file()
    backup = back_up(database) if database and executor.loader.applied_migrations else None
    _migrate(database, backup)
    return True


def _remove() -> None:
    """Leave nothing of a database that could not be made."""
    connection.close()
    if database := _sqlite_file():
        for suffix in ("", "-wal", "-shm", "-journal"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)


def _executor() -> MigrationExecutor:
    own_connection()  # the pool would only say that it waited too long
    try:
        return MigrationExecutor(connection)
    except DatabaseError as error:
        raise Refusal(f"The database cannot be opened: {_why(error)}.") from error


def _refuse_newer(loader: MigrationLoader) -> None:
    """Refuse a database that holds what this version knows nothing of, and could damage."""
    newer = unknown(loader.applied_migrations, loader)
    if newer:
        app, name = max(newer)
        raise Refusal(
            f"The database was used by a newer version of Palaver (this one does not know {app}."
            f"{name}); install that version, or put back a backup from before it."
        )


def _migrate(database: Path | None, backup: Path | None) -> None:
    try:
        with _all_or_nothing():
            call_command("migrate", interactive=False, verbosity=0)
    except Exception as error:
        log.debug("The upgrade failed.", exc_info=True)
        connection.close()
        raise Refusal(
            f"The database could not be upgraded ({_why(error)}); {_undo(database, backup)}."
        ) from error


def _all_or_nothing() -> AbstractContextManager[Any]:
    # SQLite's migrations cannot share a transaction: they switch foreign keys off and on.
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


def _undo(database: Path | None, backup: Path | None) -> str:
    """Put back what was there before; an upgrade of several migrations may have stopped halfway."""
    if database and backup:
        copy_database(backup, database)
        return "it was put back as it was"
    return "nothing was in it yet"


def _sqlite_file() -> Path | None:
    name = str(connection.settings_dict["NAME"])
    in_memory = name == ":memory:" or name.startswith("file:")
    return None if connection.vendor != "sqlite" or in_memory else Path(name)


def _why(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")
