"""The index on SQLite: FTS5 without the texts, kept by triggers in the transaction of each change.

An entry is a chat's title or the text of a message. Their numbers grow with time, so that the
newest come first without being sorted; whose they are is a word of the index, so that nobody
pays for what others wrote. No trigger names another table of Django's, which could not be made
anew by a migration then; one that is made anew has lost its triggers, and `mend` puts them back.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import complete_statement
from typing import Any

from django.db import connection, transaction

from palaver.chats.search.asked import Asked, Rows
from palaver.chats.search.query import Phrase, Query
from palaver.chats.search.words import words

TRIGGERS = {
    "chats_search_chat_made",
    "chats_search_chat_named",
    "chats_search_chat_gone",
    "chats_search_message_made",
    "chats_search_message_written",
    "chats_search_message_gone",
}
_SCRIPT = Path(__file__).with_name("sqlite.sql")


def teach(**signal: Any) -> None:
    """Gives a new connection the function that the triggers call."""
    if signal["connection"].vendor == "sqlite":
        database = signal["connection"].connection
        database.create_function("chats_search_words", 1, words, deterministic=True)


@contextmanager
def reading() -> Iterator[Any]:
    """A cursor for what is asked."""
    with connection.cursor() as cursor:
        yield cursor


def find(cursor: Any, asked: Asked) -> Rows:
    condition, values = asked.condition(None)
    newest = _NEWEST.format(condition=condition)
    found = [_match(asked.query, asked.readers), *values, *asked.newest]
    if asked.query.wanted:
        said = " AND ".join(map(_phrase, asked.query.wanted))
        cursor.execute(_RANKED.format(newest=newest), [*found, said, *asked.best])
    else:
        cursor.execute(_FOUND.format(newest=newest), [*found, *asked.best])
    rows: Rows = cursor.fetchall()
    return rows


def install() -> None:
    """Makes what of the index is missing, and puts into it what is."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _statements(_SCRIPT.read_text(encoding="utf-8")):
            cursor.execute(statement)


def mend() -> None:
    """Puts back the triggers of a table that a migration has made anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'chats_search_%'")
        there = {name for (name,) in cursor.fetchall()}
    if "chats_search_entry" in there and not there >= TRIGGERS:
        install()


_NEWEST = """
    SELECT e.id, e.chat_id, e.message_id
    FROM chats_search_text CROSS JOIN chats_search_entry e ON e.id = chats_search_text.rowid
    WHERE chats_search_text MATCH %s AND {condition}
    ORDER BY chats_search_text.rowid DESC LIMIT %s OFFSET %s
"""
_FOUND = """
SELECT chat_id, message_id, count(*) OVER () FROM ({newest}) ORDER BY id DESC LIMIT %s OFFSET %s
"""
# bm25 counts how often there is each word that is asked for: whose it is is not asked here again.
# The unary plus keeps SQLite from asking once for each entry.
_RANKED = """
WITH newest AS MATERIALIZED ({newest}), ranked AS MATERIALIZED (
    SELECT rowid AS id, bm25(chats_search_text) AS score FROM chats_search_text
    WHERE chats_search_text MATCH %s AND +rowid IN (SELECT id FROM newest)
    AND rowid BETWEEN (SELECT min(id) FROM newest) AND (SELECT max(id) FROM newest)
)
SELECT e.chat_id, e.message_id, count(*) OVER ()
FROM ranked CROSS JOIN chats_search_entry e ON e.id = ranked.id
ORDER BY score, e.id DESC LIMIT %s OFFSET %s
"""


def _match(query: Query, readers: Sequence[str]) -> str:
    anybody = " OR ".join(f'"{reader}"' for reader in readers)
    match = " AND ".join([f"reader : ({anybody})", *map(_phrase, query.wanted)])
    if query.unwanted:
        return f"({match}) NOT ({' OR '.join(map(_phrase, query.unwanted))})"
    return match


def _phrase(phrase: Phrase) -> str:
    return f'text : "{" ".join(phrase.words)}"{" *" if phrase.goes_on else ""}'


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if complete_statement(statement):
            yield statement
            statement = ""
