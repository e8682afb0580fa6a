"""The index on PostgreSQL: a tsvector for each entry, kept by triggers in each transaction.

An entry is a chat's title or the text of a message; their numbers grow with time. Whose it is, is
a lexeme, too, so that the index alone finds what a person wrote, and nobody pays for what others
did; and so is among which entries it is, so that the newest can be found without all the others.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from palaver.chats.search.asked import Asked, Rows, Sql
from palaver.chats.search.query import Phrase
from palaver.chats.search.words import ACCENTS, LONGEST, SEPARATORS, UNSPACED

FUNCTIONS = (
    "chats_search_words(text)",
    "chats_search_week(uuid)",
    "chats_search_vector(uuid, text, bigint, text)",
    "chats_search_chat()",
    "chats_search_message()",
    "chats_search_emptied()",
)
FILLED_AT_ONCE = 500  # messages of a transaction, each of which holds them but shortly
WEEK = 7 * 24 * 3600 * 1000  # milliseconds
RECENT = (6, 24)  # weeks, whose entries have one lexeme in common
BY_LENGTH = 1  # of ts_rank: a long text has every word more often
# A sequential scan, a plan that is compiled, and one that is made for any word, would cost more
# than most searches.
PLANNING = (
    "SET LOCAL enable_seqscan = off; SET LOCAL jit = off;"
    "SET LOCAL plan_cache_mode = force_custom_plan"
)


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
    define()
    _fill()
    at_once = "" if connection.in_atomic_block else "CONCURRENTLY"
    with connection.cursor() as cursor:
        cursor.execute(_INDEX.format(at_once=at_once))


def define() -> None:
    """Makes the table, functions and triggers as they are now; what is in the index stays."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_script())


def remove_functions() -> None:
    """Takes out what outlives the tables."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP FUNCTION IF EXISTS {', '.join(FUNCTIONS)}")


def _newest(asked: Asked) -> Sql:
    """Of the shortest stretch with enough of them, since nothing from before it is newer."""
    sql, values = _found(asked)
    most, _before = asked.newest
    for since, word in _stretches(asked.until) if asked.may_be_many else ():
        recent, sought = _found(asked, since, word)
        sql = _NEWEST_OF_RECENT.format(recent=recent, longer=sql)
        values = [*sought, most, *values, most]
    return sql, values


def _stretches(until: datetime | None) -> Iterator[tuple[datetime, str]]:
    """Since when each is, and what of the index is in it; the longest first."""
    now = timezone.now()
    last = int(min(until or now, now).timestamp() * 1000) // WEEK
    for weeks in reversed(RECENT):
        number = last // weeks
        since = datetime.fromtimestamp((number - 1) * weeks * WEEK / 1000, UTC)
        yield since, f"'#{weeks}#{number}' | '#{weeks}#{number - 1}'"


def _found(asked: Asked, since: datetime | None = None, word: str = "") -> Sql:
    match, sought = _match(asked, word)
    condition, values = asked.condition(since)
    sql = _NEWEST.format(match=match, condition=condition)
    return sql, [*sought, *values, *asked.newest]


# What is newest is known before it is ranked, and what is found before the newest are: asked for
# all of it at once the database might read every entry from the newest on.
_BEST = """
WITH newest AS MATERIALIZED ({newest})
SELECT newest.chat_id, newest.message_id, count(*) OVER ()
FROM newest JOIN chats_search_entry e ON e.id = newest.id
ORDER BY {rank}e.message_id DESC, e.id DESC LIMIT %s OFFSET %s
"""
_NEWEST = """
SELECT * FROM (
    SELECT e.id, e.chat_id, e.message_id FROM chats_search_entry e
    WHERE e.vector @@ ({match}) AND {condition} OFFSET 0
) AS found ORDER BY message_id DESC, id DESC LIMIT %s OFFSET %s
"""
_NEWEST_OF_RECENT = """
WITH recent AS MATERIALIZED ({recent})
SELECT * FROM recent WHERE (SELECT count(*) FROM recent) = %s
UNION ALL
SELECT * FROM ({longer}) AS longer WHERE (SELECT count(*) FROM recent) < %s
"""


def _match(asked: Asked, word: str) -> Sql:
    anybody = " | ".join(f"'@{reader}'" for reader in asked.readers)
    signs = [("%s::tsquery", [sign]) for sign in (anybody, word) if sign]
    unwanted = [(f"!!{sql}", said) for sql, said in map(_phrase, asked.query.unwanted)]
    return _all([*signs, *map(_phrase, asked.query.wanted), *unwanted])


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
    "week": WEEK,
    "recent": ", ".join(f"'#{weeks}#' || chats_search_week(key) / {weeks}" for weeks in RECENT),
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
INSERT INTO chats_search_entry (chat_id, vector)
SELECT id, chats_search_vector(id, 'title', owner_id, coalesce(nullif(title, ''), opening))
FROM chats_chat
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
    SELECT chat_id, id, chats_search_vector(id, role, owner_id, text) FROM batch
    WHERE text <> ''
    ON CONFLICT (message_id) DO NOTHING
)
SELECT id FROM batch ORDER BY id DESC LIMIT 1
"""
