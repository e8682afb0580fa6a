"""Connections that outlive requests: one for each thread, dropped as soon as one is found broken.

On PostgreSQL requests share the pool that Django keeps; whatever runs beside them takes no part
in it, so that no number of slow requests delays the log (I16).
"""

from typing import Any

from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
    connections,
)
from django.db.utils import load_backend

# The server ended a transaction that stood still; it is, or has become, a standby.
PASSING_STATES = {"25P03", "25006"}


def is_passing(error: Exception) -> bool:
    """Whether the same write may succeed later: locked, full, restarted or out of reach."""
    if isinstance(error, InternalError):
        return getattr(error.__cause__, "sqlstate", None) in PASSING_STATES
    return isinstance(error, OperationalError | InterfaceError)


def is_full(error: Exception) -> bool:
    return any(words in str(error) for words in ("disk is full", "No space left"))


def own_connection() -> None:
    """Has this thread connect by itself, and stay connected."""
    pooled = connections.settings[DEFAULT_DB_ALIAS]
    if "pool" not in connection.settings_dict["OPTIONS"]:
        return
    connection.close()
    options = {name: value for name, value in pooled["OPTIONS"].items() if name != "pool"}
    own = {**pooled, "OPTIONS": options, "CONN_MAX_AGE": None}
    connections[DEFAULT_DB_ALIAS] = load_backend(pooled["ENGINE"]).DatabaseWrapper(own)


def doubt_connection() -> None:
    """Drops this thread's connection if the server has ended it meanwhile."""
    if connection.connection is not None and not connection.is_usable():
        drop_connection()


def drop_broken_connection() -> None:
    """Drops this thread's connection if an error has broken it; the next query makes another."""
    if connection.errors_occurred:
        if connection.connection is None or not connection.is_usable():
            drop_connection()
        connection.errors_occurred = False


def drop_connection() -> None:
    """Drops this thread's connection; the next query makes another."""
    connection.close()
    refresh_pool()


def refresh_pool() -> None:
    """Replaces the connections that wait for requests: the server that they led to is gone."""
    pool = getattr(connections.create_connection(DEFAULT_DB_ALIAS), "pool", None)
    if pool is not None:
        pool.drain()


def take_time(**_signal: Any) -> None:
    """Lifts the limit of a statement's time, for a migration."""
    _execute("SET statement_timeout = 0")


def hurry_again(**_signal: Any) -> None:
    _execute("RESET statement_timeout")


def _execute(statement: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement)
