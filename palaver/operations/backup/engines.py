"""How each database is copied out and put back."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Protocol

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from palaver.chats.search.postgresql import remove_functions
from palaver.lib.backup import copy_database
from palaver.lib.database import own_connection
from palaver.lib.refusal import Refusal
from palaver.operations.backup import programs

PLAIN = ("--no-owner", "--no-privileges")


class Engine(Protocol):
    @property
    def exists(self) -> bool:
        """Whether there is anything in it."""

    def save(self, target: Path) -> list[str]:
        """Copy it as it is at one moment, while others use it; its migrations at that moment."""

    def load(self, source: Path) -> None:
        """Put a copy into the empty database, whole or not at all."""

    def clear(self) -> None:
        """Take out what was put into it."""


class SQLite:
    def __init__(self) -> None:
        self._path = Path(connection.settings_dict["NAME"])

    @property
    def exists(self) -> bool:
        return self._path.exists() and self._path.stat().st_size > 0

    def save(self, target: Path) -> list[str]:
        try:
            copy_database(self._path, target)
            with closing(sqlite3.connect(target)) as copy:
                rows = copy.execute("SELECT app, name FROM django_migrations").fetchall()
        except sqlite3.Error as error:
            raise Refusal(f"The database cannot be copied: {error}.") from error
        return sorted(f"{app}.{name}" for app, name in rows)

    def load(self, source: Path) -> None:
        try:
            _refuse_unsound(source)
            copy_database(source, self._path)
        except sqlite3.Error as error:
            raise Refusal(f"The database cannot be put back: {error}.") from error

    def clear(self) -> None:
        connection.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


class PostgreSQL:
    @property
    def exists(self) -> bool:
        own_connection()
        return bool(connection.introspection.table_names())

    def save(self, target: Path) -> list[str]:
        own_connection()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            applied = MigrationRecorder(connection).applied_migrations()
            where = (f"--file={target}", f"--snapshot={snapshot}")
            programs.run("pg_dump", "--format=custom", "--compress=0", *PLAIN, *where)
        return sorted(f"{app}.{name}" for app, name in applied)

    def load(self, source: Path) -> None:
        programs.run("pg_restore", "--single-transaction", "--exit-on-error", *PLAIN, str(source))

    def clear(self) -> None:
        quote = connection.ops.quote_name
        tables = ", ".join(quote(name) for name in connection.introspection.table_names())
        if tables:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE {tables} CASCADE")
        remove_functions()


def current() -> Engine:
    """That of this installation."""
    return SQLite() if connection.vendor == "sqlite" else PostgreSQL()


def _refuse_unsound(database: Path) -> None:
    with closing(sqlite3.connect(database)) as copy:
        (answer,) = copy.execute("PRAGMA quick_check").fetchone()
    if answer != "ok":
        raise Refusal(f"The database in the backup is damaged ({answer}).")
