"""The fence: an append counts only for the current epoch of a running generation whose text ends
exactly where the append begins (I1).

One statement moves the rows of all live answers of a process, renews their leases and says which
it took. On PostgreSQL the same statement inserts the text, so that a tick is one round trip.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from msgspec import json

from palaver.generation.clock import later_sql
from palaver.generation.models import Generation, Status

LEASE = 15.0  # seconds

_MOVE = """
UPDATE generation_generation
SET length = offered.end_at, reasoning_length = offered.reasoning_end, lease_until = {lease}
FROM offered
WHERE generation_generation.id = offered.id
  AND generation_generation.epoch = offered.epoch
  AND generation_generation.status = 'running'
  AND generation_generation.length = offered.start_at
  AND generation_generation.reasoning_length = offered.reasoning_start
RETURNING generation_generation.id
"""

_WRITE = """
INSERT INTO generation_chunk (generation_id, epoch, start, reasoning_start, text, reasoning)
VALUES (%s, %s, %s, %s, %s, %s)
"""

# One parameter however many the answers, and so one statement, which the database knows by then.
_OFFERED = """
WITH offered AS (
    SELECT value ->> 'id' AS id, value ->> 'epoch' AS epoch,
        value ->> 'start_at' AS start_at, value ->> 'end_at' AS end_at,
        value ->> 'reasoning_start' AS reasoning_start, value ->> 'reasoning_end' AS reasoning_end
    FROM json_each(%s)
)
"""

_APPEND_AT_ONCE = """
WITH offered AS (
    SELECT * FROM json_to_recordset(%s) AS offered(
        id bigint, epoch int, start_at int, end_at int, reasoning_start int, reasoning_end int,
        text text, reasoning text)
), moved AS ({move}), written AS (
    INSERT INTO generation_chunk (generation_id, epoch, start, reasoning_start, text, reasoning)
    SELECT id, epoch, start_at, reasoning_start, text, reasoning FROM offered JOIN moved USING (id)
    WHERE text <> '' OR reasoning <> ''
)
SELECT id FROM moved
"""


@dataclass(frozen=True, slots=True)
class Append:
    """New text of one answer, and where it begins (code points); empty text renews the lease."""

    generation_id: int
    epoch: int
    start: int
    text: str
    reasoning_start: int = 0
    reasoning: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def reasoning_end(self) -> int:
        return self.reasoning_start + len(self.reasoning)


def pass_through(offered: Sequence[Append]) -> set[int]:
    """Writes what the fence lets through, all in one transaction; the ids of those answers."""
    if connection.vendor == "postgresql":
        return _write_at_once(offered)
    with transaction.atomic(savepoint=False):
        accepted = _ids(_OFFERED + _move(), [_as_json(offered)])
        _write(a for a in offered if a.generation_id in accepted and (a.text or a.reasoning))
    return accepted


def already_written(offered: Sequence[Append], status: Status = Status.RUNNING) -> set[int]:
    """Those that the log has taken before: nobody else writes in their epoch."""
    columns = ("pk", "epoch", "length", "reasoning_length")
    rows = Generation.objects.filter(pk__in=[a.generation_id for a in offered], status=status)
    there = set(rows.values_list(*columns))
    return {
        a.generation_id
        for a in offered
        if (a.generation_id, a.epoch, a.end, a.reasoning_end) in there
    }


def _write_at_once(offered: Sequence[Append]) -> set[int]:
    return _ids(_APPEND_AT_ONCE.format(move=_move()), [_as_json(offered)])


def _as_json(offered: Sequence[Append]) -> str:
    return json.encode([_record(a) for a in offered]).decode()


def _record(offer: Append) -> dict[str, Any]:
    return {
        "id": offer.generation_id,
        "epoch": offer.epoch,
        "start_at": offer.start,
        "end_at": offer.end,
        "reasoning_start": offer.reasoning_start,
        "reasoning_end": offer.reasoning_end,
        "text": offer.text,
        "reasoning": offer.reasoning,
    }


def _move() -> str:
    return _MOVE.format(lease=later_sql(LEASE))


def _write(accepted: Iterable[Append]) -> None:
    rows = [
        (a.generation_id, a.epoch, a.start, a.reasoning_start, a.text, a.reasoning)
        for a in accepted
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE, rows)


def _ids(statement: str, values: Sequence[Any]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0] for row in cursor.fetchall()}
