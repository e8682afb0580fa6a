"""What one engine is asked for, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from palaver.chats.search.query import Query

Sql = tuple[str, list[Any]]  # with its parameters
Stretch = tuple[int, int]  # how many, and after how many
Rows = list[tuple[Any, Any, int]]  # a chat, a message or None, and how many there are


@dataclass(frozen=True, slots=True)
class Asked:
    """The `best` of the `newest` entries with the words of the query.

    `readers` are whose they may be, and in which role; `condition` is on an entry `e`. It is
    open where the words alone say how much is found, which may be much.
    """

    query: Query
    readers: Sequence[str]
    condition: Sql
    newest: Stretch
    best: Stretch
    is_open: bool
