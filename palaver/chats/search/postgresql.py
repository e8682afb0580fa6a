"""The index on PostgreSQL: a tsvector for each entry, kept by triggers in each transaction.

An entry is a chat's title or the text of a message. Whose it is is a lexeme, too, so that the
index alone finds what a person wrote, and nobody pays for what others did.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from palaver.chats.search.query import Phrase, Query
from palaver.chats.search.words import ACCENTS, LONGEST, SEPARATORS, UNSPACED

FUNCTIONS = (
    "chats_search_words(text)",
    "chats_search_vector(text, bigint, text)",
    "chats_search_chat()",
    "chats_search_message()",
    "chats_search_emptied()",
)
FILLED_AT_ONCE = 500  # messages of a transaction, each of which holds them but shortly
# A sequential scan, and a plan that is compiled, would cost more than most searches.
_PLANNING = "SET LOCAL enable_seqscan = off; SET LOCAL jit = off"
_BY_LENGTH = 1  # of ts_rank: a long text has every word more often

_SCRIPT = Path(__file__).with_name("postgresql.sql")
_NAMED = {
    "longest": LONGEST,
    "accents": ACCENTS,
    "separators": SEPARATORS,
    "unspaced": UNSPACED,
}

Sql = tuple[str, list[Any]]  # with its parameters
Stretch = tuple[int, int]  # how many, and after how many


@contextmanager
def reading() -> Iterator[Any]:
    """A cursor for what is asked."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PLANNING)
        yield cursor


def asking(
    query: Query, readers: Sequence[str], conditions: Sql, newest: Stretch, best: Stretch
) -> Sql:
    """Asks for the best of the newest that match: chat, message or None, and of how many."""
    match, sought = _match(query, readers)
    wanted, ranked = _all(map(_phrase, query.wanted))
    rank = f"ts_rank(e.vector, {wanted}, {_BY_LENGTH}) DESC, " if wanted else ""
    sql = _FOUND.format(match=match, conditions=conditions[0], rank=rank)
    return sql, [*sought, *conditions[1], *newest, *ranked, *best]


def install() -> None:
    """Makes what of the index is missing, and puts into it what is.

    Messages may be written meanwhile: the triggers are there before anything is read.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_script())
    _fill()
    at_once = "" if connection.in_atomic_block else "CONCURRENTLY"
    with connection.cursor() as cursor:
        cursor.execute(_INDEX.format(at_once=at_once))


def remove_functions() -> None:
    """Takes out what outlives the tables."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP FUNCTION IF EXISTS {', '.join(FUNCTIONS)}")


# What is newest is known before it is ranked, and what is found before the newest are: as one
# statement the database might read all entries from the newest on.
_FOUND = """
WITH found AS MATERIALIZED (
    SELECT e.id, e.chat_id, e.message_id FROM chats_search_entry e
    WHERE e.vector @@ ({match}) AND {conditions}
), newest AS MATERIALIZED (
    SELECT * FROM found ORDER BY id DESC LIMIT %s OFFSET %s
)
SELECT newest.chat_id, newest.message_id, count(*) OVER ()
FROM newest JOIN chats_search_entry e ON e.id = newest.id
ORDER BY {rank}e.id DESC LIMIT %s OFFSET %s
"""


def _match(query: Query, readers: Sequence[str]) -> Sql:
    anybody = " | ".join(f"'@{reader}'" for reader in readers)
    unwanted = [(f"!!{sql}", said) for sql, said in map(_phrase, query.unwanted)]
    return _all([("%s::tsquery", [anybody]), *map(_phrase, query.wanted), *unwanted])


def _all(parts: Iterable[Sql]) -> Sql:
    listed = list(parts)
    values = [value for _, found in listed for value in found]
    return " && ".join(sql for sql, _ in listed), values


def _phrase(phrase: Phrase) -> Sql:
    sql = _BEGINNING if phrase.goes_on else "phraseto_tsquery('simple', %s)"
    return sql, [" ".join(phrase.words)]


# The text of a phrase ends with its last word, which a mark makes a beginning.
_BEGINNING = """
(SELECT CASE numnode(q) WHEN 0 THEN q ELSE (q::text || ':*')::tsquery END
 FROM phraseto_tsquery('simple', %s) q)
"""


def _script() -> str:
    script = _SCRIPT.read_text(encoding="utf-8")
    for name, value in _NAMED.items():
        script = script.replace(f"<{name}>", str(value))
    return script


def _fill() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FILL_CHATS)
        last = "00000000-0000-0000-0000-000000000000"
        while last:
            cursor.execute(_FILL_MESSAGES, [last, FILLED_AT_ONCE])
            row = cursor.fetchone()
            last = row and row[0]


_INDEX = """
CREATE INDEX {at_once} IF NOT EXISTS chats_search_entry_words
ON chats_search_entry USING gin (vector) WITH (gin_pending_list_limit = 256)
"""

_FILL_CHATS = """
INSERT INTO chats_search_entry (chat_id, vector)
SELECT id, chats_search_vector('title', owner_id, coalesce(nullif(title, ''), opening))
FROM chats_chat ORDER BY id
ON CONFLICT (chat_id) WHERE message_id IS NULL DO NOTHING
"""
# Held, so that none is deleted between being read here and having its entry.
_FILL_MESSAGES = """
WITH batch AS (
    SELECT m.id, m.chat_id, m.role, m.text, c.owner_id
    FROM chats_message m JOIN chats_chat c ON c.id = m.chat_id
    WHERE m.id > %s ORDER BY m.id LIMIT %s FOR KEY SHARE OF m
), put AS (
    INSERT INTO chats_search_entry (chat_id, message_id, vector)
    SELECT chat_id, id, chats_search_vector(role, owner_id, text) FROM batch
    WHERE text <> '' ORDER BY id
    ON CONFLICT (message_id) DO NOTHING
)
SELECT id FROM batch ORDER BY id DESC LIMIT 1
"""
