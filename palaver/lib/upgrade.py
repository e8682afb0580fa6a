"""Bring the database to the form that this version needs, without ever losing what is in it."""

import logging
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from palaver.lib.backup import back_up, copy_database
from palaver.lib.refusal import Refusal

log = logging.getLogger(__name__)


def upgrade() -> bool:
    """Apply the missing migrations, after a backup; say whether there were any."""
    is_new = not exists()
    try:
        return _upgrade()
    except Refusal:
        if is_new:
            _remove()
        raise


def pending() -> list[str]:
    """The names of the migrations that an upgrade would apply."""
    executor = _executor()
    _refuse_newer(executor.loader)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def exists() -> bool:
    """Whether there is a database already."""
    database = _sqlite_file()
    return database is None or database.exists()


def refuse_damaged() -> None:
    """Refuse a database that does not answer, or whose file is not sound."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check" if connection.vendor == "sqlite" else "SELECT 'ok'")
            answer = cursor.fetchone()[0]
    except DatabaseError as error:
        raise Refusal(f"The database cannot be read: {_why(error)}.") from error
    if answer != "ok":
        raise Refusal(f"The database is damaged ({answer}); put back a backup.")


def _upgrade() -> bool:
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
    try:
        return MigrationExecutor(connection)
    except DatabaseError as error:
        raise Refusal(f"The database cannot be opened: {_why(error)}.") from error


def _refuse_newer(loader: MigrationLoader) -> None:
    """Refuse a database that holds what this version knows nothing of, and could damage."""
    replaced = {
        name for migration in loader.disk_migrations.values() for name in migration.replaces
    }
    unknown = loader.applied_migrations.keys() - loader.disk_migrations.keys() - replaced
    if unknown:
        app, name = max(unknown)
        raise Refusal(
            f"The database was used by a newer version of Palaver (this one does not know {app}."
            f"{name}); install that version, or put back a backup from before it."
        )


def _migrate(database: Path | None, backup: Path | None) -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except Exception as error:
        log.debug("The upgrade failed.", exc_info=True)
        connection.close()
        raise Refusal(
            f"The database could not be upgraded ({_why(error)}); {_undo(database, backup)}."
        ) from error


def _undo(database: Path | None, backup: Path | None) -> str:
    """Put back what was there before; an upgrade of several migrations may have stopped halfway."""
    if database and backup:
        copy_database(backup, database)
        return "it was put back as it was"
    return "nothing was in it yet" if database else "look at its state before you start again"


def _sqlite_file() -> Path | None:
    name = str(connection.settings_dict["NAME"])
    in_memory = name == ":memory:" or name.startswith("file:")
    return None if connection.vendor != "sqlite" or in_memory else Path(name)


def _why(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")
