"""What one engine is asked for, once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from palaver.chats.search.query import Query

Sql = tuple[str, list[Any]]  # with its parameters
Since = Callable[[datetime | None], Sql]
Slice = tuple[int, int]  # how many, and after how many
Rows = list[tuple[Any, Any, int]]  # a chat, a message or None, and how many there are


@dataclass(frozen=True, slots=True)
class Asked:
    """The `best` of the `newest` entries with the words of the query.

    `readers` are whose they may be, and in which role; `condition` is on an entry `e`, of that
    time or later, and lets through none later than `until`. If there `may_be_many`, it may pay to
    look among the newest first.
    """

    query: Query
    readers: Sequence[str]
    condition: Since
    until: datetime | None
    newest: Slice
    best: Slice
    may_be_many: bool
