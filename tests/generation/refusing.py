"""A database that refuses for a while."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from django.db import connection

from palaver.lib.threads import DatabaseThreads

BUSY_TIMEOUT = 10  # milliseconds, so that a test need not wait as long as people would


@asynccontextmanager
async def locked(threads: DatabaseThreads) -> AsyncIterator[None]:
    """Somebody else holds the write lock; these threads soon give up waiting for it."""
    await threads.run(_pragma, f"busy_timeout = {BUSY_TIMEOUT}")
    with closing(sqlite3.connect(database_file(), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@asynccontextmanager
async def full(threads: DatabaseThreads) -> AsyncIterator[None]:
    """The file may not grow by a single page."""
    await threads.run(_fill_up)
    try:
        yield
    finally:
        await threads.run(_pragma, "max_page_count = 1073741823")


def database_file() -> str:
    return str(connection.settings_dict["NAME"])


def _fill_up() -> None:
    _execute("VACUUM")  # and with it the pages that are free inside the file
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
    _pragma(f"max_page_count = {pages}")


def _pragma(words: str) -> None:
    _execute(f"PRAGMA {words}")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
