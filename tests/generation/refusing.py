"""A database that refuses for a while, and one that is looked at from outside."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from typing import Any

from django.db import connection

from palaver.lib.threads import DatabaseThreads

IMPATIENTLY = {  # so that a test need not wait as long as people would
    "sqlite": "PRAGMA busy_timeout = 10",
    "postgresql": "SET lock_timeout = '10ms'",
}
LOCK = {
    "sqlite": ["BEGIN IMMEDIATE"],
    "postgresql": ["BEGIN", "LOCK TABLE generation_generation IN EXCLUSIVE MODE"],
}
NO_SPACE = """
CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER no_space BEFORE INSERT ON generation_chunk EXECUTE FUNCTION no_space()
"""


@asynccontextmanager
async def locked(threads: DatabaseThreads) -> AsyncIterator[None]:
    """Somebody else holds the write lock; these threads soon give up waiting for it."""
    await threads.run(_execute, IMPATIENTLY[connection.vendor])
    with somebody_else() as other:
        for statement in LOCK[connection.vendor]:
            other.execute(statement)
        yield
        other.execute("ROLLBACK")


@asynccontextmanager
async def full(threads: DatabaseThreads) -> AsyncIterator[None]:
    """Nothing can be added to the log."""
    sqlite = connection.vendor == "sqlite"
    await threads.run(*([_fill_up] if sqlite else [_execute, NO_SPACE]))
    try:
        yield
    finally:
        room = "PRAGMA max_page_count = 1073741823" if sqlite else "DROP FUNCTION no_space CASCADE"
        await threads.run(_execute, room)


@contextmanager
def somebody_else() -> Iterator[Any]:
    """A cursor of the driver's own, which knows nothing of our connections."""
    other = connection.Database.connect(  # type: ignore[attr-defined]  # not in the stubs
        **connection.get_connection_params()
    )
    if connection.vendor == "sqlite":
        other.isolation_level = None
    else:
        other.autocommit = True
    with closing(other), closing(other.cursor()) as cursor:
        yield cursor


def _fill_up() -> None:
    _execute("VACUUM")  # and with it the pages that are free inside the file
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
    _execute(f"PRAGMA max_page_count = {pages}")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
