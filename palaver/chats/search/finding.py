"""What of a person's chats and messages answers a question: the best of the newest that do.

However many match, only the newest of them are ranked, some hundreds at a time: what lies further
down the pages is older.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from types import ModuleType
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from palaver.chats.models import Chat, Folder, Message, Role
from palaver.chats.search import postgresql, sqlite
from palaver.chats.search.asked import Asked, Rows, Since, Slice, Sql
from palaver.chats.search.query import Condition, Query
from palaver.chats.tree import Tree
from palaver.lib.uuid7 import uuid7_floor

RANKED = 400  # that match, the newest of them
PAGE = 20  # messages
CHATS = 5
LAST_PAGE = 1000
TITLE = "title"  # the role of an entry that is no message

Dated = tuple[Condition, datetime]
AnsweredBy = Callable[[str], QuerySet[Any]]  # the messages that a model of such a name wrote


@dataclass(frozen=True, slots=True)
class Found:
    """Chats and messages, the best first; `number` is that of all messages, at most RANKED."""

    chats: list[uuid.UUID]
    messages: list[uuid.UUID]
    number: int
    has_more: bool


class Search:
    """Of one person, for one question; it knows only what Chat.objects.visible_to allows."""

    def __init__(self, user: Any, query: Query, answered_by: AnsweredBy) -> None:
        self._user = user
        self._query = query
        self._answered_by = answered_by

    def find(self, page: int = 1) -> Found:
        """A page of messages, and on the first one the chats with the words in their titles."""
        with _engine().reading() as cursor:
            chats = self._titled(cursor) if page == 1 else []
            return self._said(cursor, page, [_key(chat) for chat, _message, _number in chats])

    def _titled(self, cursor: Any) -> Rows:
        if self._query.named("from", "model"):
            return []  # only messages can be meant
        condition = self._in_chats(*map(_lasted, self._dates()))
        return self._rows(cursor, [TITLE], lambda _since: condition, (CHATS, 0), at=0)

    def _said(self, cursor: Any, page: int, chats: list[uuid.UUID]) -> Found:
        window, first = divmod((page - 1) * PAGE, RANKED)
        conditions = [self._in_chats(), *map(_written, self._dates())]

        def condition(since: datetime | None) -> Sql:
            return _all([*conditions, *self._answers(since)])

        rows = self._rows(cursor, self._roles(), condition, (PAGE + 1, first), window)
        number = rows[0][2] if rows else 0
        goes_on = first + PAGE == RANKED == number
        keys = [_key(message) for _chat, message, _number in rows[:PAGE]]
        return Found(chats, keys, number, goes_on or len(rows) > PAGE)

    def _rows(
        self, cursor: Any, roles: Sequence[str], condition: Since, best: Slice, at: int
    ) -> Rows:
        readers = [f"{role}{self._user.pk}" for role in roles]
        if not readers:
            return []
        newest, is_first = (RANKED, at * RANKED), TITLE not in roles and at == 0
        asked = Asked(self._query, readers, condition, self._until(), newest, best, is_first)
        found: Rows = _engine().find(cursor, asked)
        return found

    def _roles(self) -> list[str]:
        """Whose messages are meant."""
        said = self._query.named("from")
        return [role for role in Role.values if all((role == c.value) is c.is_wanted for c in said)]

    def _in_chats(self, *meanwhile: Q) -> Sql:
        visible = Chat.objects.visible_to(self._user).kept()
        folders = [self._in_folder(condition) for condition in self._query.named("in")]
        return _among("e.chat_id", visible.filter(*folders, *meanwhile).values("pk"))

    def _in_folder(self, condition: Condition) -> Q:
        """In one of this name, or in a folder of it."""
        name = condition.value.casefold()
        inside = [folder.pk for folder in self._folders if name in self._names(folder)]
        return _as_wanted(condition, Q(folder__in=inside))

    def _names(self, folder: Folder) -> set[str]:
        """That of the folder and of those around it, alone and in full."""
        around = self._folders.path(folder.pk)
        full = {self._folders.full_name(each.pk).casefold() for each in around}
        return {each.name.casefold() for each in around} | full

    @cached_property
    def _folders(self) -> Tree:
        return Folder.objects.visible_to(self._user).tree()

    def _dates(self) -> list[Dated]:
        return [
            (condition, timezone.make_aware(datetime.combine(condition.value, time.min)))
            for condition in self._query.named("before", "after")
        ]

    def _until(self) -> datetime | None:
        return min((moment for said, moment in self._dates() if _is_before(said)), default=None)

    def _answers(self, since: datetime | None) -> Iterator[Sql]:
        for condition in self._query.named("model"):
            answers = self._answered_by(condition.value)
            if since:
                answers = answers.filter(message__gte=uuid7_floor(since))
            sql, values = _among("e.message_id", answers)
            yield sql if condition.is_wanted else f"NOT {sql}", values


def _lasted(dated: Dated) -> Q:
    """A chat that was there at that time."""
    condition, moment = dated
    is_before = condition.name == "before"
    return _as_wanted(
        condition, Q(created_at__lt=moment) if is_before else Q(active_at__gte=moment)
    )


def _as_wanted(condition: Condition, q: Q) -> Q:
    return q if condition.is_wanted else ~q


def _written(dated: Dated) -> Sql:
    """A message of that time, which its key tells."""
    condition, moment = dated
    key = Message._meta.pk.get_db_prep_value(uuid7_floor(moment), connection)
    return f"e.message_id {'<' if _is_before(condition) else '>='} %s", [key]


def _is_before(condition: Condition) -> bool:
    return (condition.name == "before") is condition.is_wanted


def _among(column: str, keys: QuerySet[Any]) -> Sql:
    try:
        sql, values = keys.query.sql_with_params()
    except EmptyResultSet:
        return "(1 = 0)", []
    return f"({column} IN ({sql}))", list(values)


def _all(conditions: Iterable[Sql]) -> Sql:
    listed = list(conditions)
    values = [value for _, found in listed for value in found]
    return " AND ".join(sql for sql, _ in listed), values


def _key(stored: Any) -> uuid.UUID:
    return stored if isinstance(stored, uuid.UUID) else uuid.UUID(stored)


def _engine() -> ModuleType:
    return postgresql if connection.vendor == "postgresql" else sqlite
