"""The index on PostgreSQL: a tsvector for each entry, kept by triggers in each transaction.

An entry is a chat's title or the text of a message; their numbers grow with time. Whose it is, is
a lexeme, too, so that the index alone finds what a person wrote, and nobody pays for what others
did; and so is among which entries it is, so that the newest can be found without all the others.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from palaver.chats.search.asked import Asked, Rows, Sql
from palaver.chats.search.query import Phrase, Query
from palaver.chats.search.words import ACCENTS, LONGEST, SEPARATORS, UNSPACED

FUNCTIONS = (
    "chats_search_words(text)",
    "chats_search_vector(bigint, text, bigint, text)",
    "chats_search_chat()",
    "chats_search_message()",
    "chats_search_emptied()",
)
FILLED_AT_ONCE = 500  # messages of a transaction, each of which holds them but shortly
TOGETHER = 2048  # entries with one lexeme in common
RECENT = 4  # times so many, in which all is found that is wanted of a frequent word
BY_LENGTH = 1  # of ts_rank: a long text has every word more often
# A sequential scan, and a plan that is compiled, would cost more than most searches.
PLANNING = "SET LOCAL enable_seqscan = off; SET LOCAL jit = off"


@contextmanager
def reading() -> Iterator[Any]:
    """A cursor for what is asked."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLANNING)
        yield cursor


def find(cursor: Any, asked: Asked) -> Rows:
    wanted, ranked = _all(map(_phrase, asked.query.wanted))
    rank = f"ts_rank(e.vector, {wanted}, {BY_LENGTH}) DESC, " if wanted else ""
    newest, values = _newest(asked)
    cursor.execute(_BEST.format(newest=newest, rank=rank), [*values, *ranked, *asked.best])
    rows: Rows = cursor.fetchall()
    return rows


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


def _newest(asked: Asked) -> Sql:
    match, sought = _match(asked.query, asked.readers)
    condition, values = asked.condition
    every = _NEWEST.format(match=match, condition=condition), [*sought, *values, *asked.newest]
    return _recent(asked, match, every) if asked.is_open else every


def _recent(asked: Asked, match: str, every: Sql) -> Sql:
    sql = _NEWEST_OF_RECENT.format(match=match, condition=asked.condition[0], every=every[0])
    most, _before = asked.newest
    return sql, [*every[1][:-2], most, most, *every[1], most]


# What is newest is known before it is ranked, and what is found before the newest are: asked for
# all of it at once the database might read every entry from the newest on.
_BEST = """
WITH newest AS MATERIALIZED ({newest})
SELECT newest.chat_id, newest.message_id, count(*) OVER ()
FROM newest JOIN chats_search_entry e ON e.id = newest.id
ORDER BY {rank}e.id DESC LIMIT %s OFFSET %s
"""
_NEWEST = """
SELECT * FROM (
    SELECT e.id, e.chat_id, e.message_id FROM chats_search_entry e
    WHERE e.vector @@ ({match}) AND {condition} OFFSET 0
) AS found ORDER BY id DESC LIMIT %s OFFSET %s
"""
# From the newest entries on, until there are enough; only where there are not, from all of them.
_NEWEST_OF_RECENT = """
WITH recent AS MATERIALIZED (
    SELECT found.* FROM (
        SELECT generate_series(last, greatest(last - <recent> + 1, 0), -1) AS place
        FROM (SELECT last_value / <together> AS last FROM chats_search_entry_id_seq) AS numbers
    ) AS places CROSS JOIN LATERAL (
        SELECT e.id, e.chat_id, e.message_id FROM chats_search_entry e
        WHERE e.vector @@ ({match} && ('''#' || place || '''')::tsquery) AND {condition}
        ORDER BY e.id DESC
    ) AS found LIMIT %s
)
SELECT * FROM recent WHERE (SELECT count(*) FROM recent) = %s
UNION ALL
SELECT * FROM ({every}) AS every WHERE (SELECT count(*) FROM recent) < %s
""".replace("<recent>", str(RECENT)).replace("<together>", str(TOGETHER))


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
    script = Path(__file__).with_name("postgresql.sql").read_text(encoding="utf-8")
    for name, value in _NAMED.items():
        script = script.replace(f"<{name}>", str(value))
    return script


_NAMED = {
    "together": TOGETHER,
    "longest": LONGEST,
    "accents": ACCENTS,
    "separators": SEPARATORS,
    "unspaced": UNSPACED,
}


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
INSERT INTO chats_search_entry (id, chat_id, vector)
SELECT number, id,
    chats_search_vector(number, 'title', owner_id, coalesce(nullif(title, ''), opening))
FROM (
    SELECT nextval('chats_search_entry_id_seq') AS number, id, owner_id, title, opening
    FROM chats_chat
) AS numbered
ON CONFLICT (chat_id) WHERE message_id IS NULL DO NOTHING
"""
# Held, so that none is deleted between being read here and having its entry.
_FILL_MESSAGES = """
WITH batch AS (
    SELECT m.id, m.chat_id, m.role, m.text, c.owner_id
    FROM chats_message m JOIN chats_chat c ON c.id = m.chat_id
    WHERE m.id > %s ORDER BY m.id LIMIT %s FOR KEY SHARE OF m
), put AS (
    INSERT INTO chats_search_entry (id, chat_id, message_id, vector)
    SELECT number, chat_id, id, chats_search_vector(number, role, owner_id, text)
    FROM (SELECT nextval('chats_search_entry_id_seq') AS number, batch.* FROM batch) AS numbered
    WHERE text <> ''
    ON CONFLICT (message_id) DO NOTHING
)
SELECT id FROM batch ORDER BY id DESC LIMIT 1
"""
