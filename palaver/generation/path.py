"""The path that leads to a message, read upwards and no further than a prompt can hold."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from palaver.chats.models import Attachment, Message
from palaver.generation.models import Status

ANY_LENGTH = 2**30  # characters


@dataclass(frozen=True, slots=True)
class Step:
    """A message of the path, with what its generation tells of an earlier prompt."""

    message: Message
    model: str | None
    prompt_tokens: int | None
    prompt_estimate: int | None
    has_failed: bool
    has_files: bool

    @property
    def was_said(self) -> bool:
        """Whether it belongs into a prompt; an attempt that failed is no answer."""
        return bool(self.message.text.strip()) and not self.has_failed


class Path(NamedTuple):
    """The steps that were read, the oldest first, and how many messages above them were not."""

    steps: list[Step]
    unread: int = 0


def path_to(message: Message, characters: int = ANY_LENGTH) -> Path:
    """What was said before this message: the last so many characters of it, and above them only
    the exchanges that begin with an attachment.
    """
    steps = _steps(_PATH, [_stored(message.pk), characters])
    first = steps[0].message.parent_id if steps else None
    if first is None:
        return Path(steps)
    above = _BRANCH if message.chat.is_branched else _TRUNK
    chat, ids = _stored(message.chat_id), [_stored(message.chat_id), _stored(first)]
    sent = Attachment.objects.filter(chat=message.chat_id).exclude(sent_with=None)
    attached = _steps(f"{above}{_ATTACHED}", [*ids, chat]) if sent.exists() else []
    return Path([*attached, *steps], _number(f"{above}{_COUNT}", ids) - len(attached))


def _steps(query: str, parameters: Sequence[Any]) -> list[Step]:
    return [_step(row) for row in Message.objects.raw(query, parameters)]


def _number(query: str, parameters: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return int(cursor.fetchone()[0])


def _step(row: Any) -> Step:
    return Step(
        row,
        row.asked_model,
        row.prompt_tokens,
        row.prompt_estimate,
        has_failed=row.status == Status.FAILED,
        has_files=bool(row.has_files),
    )


def _stored(key: uuid.UUID) -> Any:
    return Message._meta.pk.get_db_prep_value(key, connection)


_COLUMNS = """
SELECT m.id, m.chat_id, m.parent_id, m.client_id, m.role, m.text, g.status,
    g.model AS asked_model, g.prompt_tokens, g.prompt_estimate,
    EXISTS (
        SELECT 1 FROM chats_attachment file
        WHERE file.chat_id = m.chat_id AND file.sent_with = m.client_id
    ) AS has_files
"""

_JOINED = """
JOIN chats_message m ON m.id = path.id
LEFT JOIN generation_generation g ON g.message_id = m.id
"""

# A message counts once it is passed, so that the last one that is read may go beyond.
_READ = """
WITH RECURSIVE path (id, parent_id, depth, size) AS (
    SELECT id, parent_id, 0, 0 FROM chats_message WHERE id = %s
    UNION ALL
    SELECT up.id, up.parent_id, path.depth + 1, path.size + length(up.text)
    FROM path JOIN chats_message up ON up.id = path.parent_id
    WHERE path.size < %s
)
"""

# Where nothing branches, a path is whatever is not newer: an index knows that without a walk.
_TRUNK = """
WITH path (id) AS (
    SELECT id FROM chats_message WHERE chat_id = %s AND id <= %s
)
"""

_BRANCH = """
WITH RECURSIVE path (id, parent_id) AS (
    SELECT id, parent_id FROM chats_message WHERE chat_id = %s AND id = %s
    UNION ALL
    SELECT up.id, up.parent_id FROM path JOIN chats_message up ON up.id = path.parent_id
)
"""

_WITH_FILES = """
, holding (id) AS (
    SELECT m.id FROM chats_attachment file
    JOIN chats_message m ON m.chat_id = file.chat_id AND m.client_id = file.sent_with
    WHERE file.chat_id = %s AND m.id IN (SELECT id FROM path)
), kept (id) AS (
    SELECT id FROM holding
    UNION
    SELECT answer.id FROM holding JOIN chats_message answer ON answer.parent_id = holding.id
    WHERE answer.id IN (SELECT id FROM path)
)
"""

_COUNT = """
SELECT count(*) FROM path
"""

_PATH = f"{_READ}{_COLUMNS}FROM path{_JOINED}WHERE path.depth > 0 ORDER BY path.depth DESC"
_ATTACHED = f"{_WITH_FILES}{_COLUMNS}FROM kept AS path{_JOINED}ORDER BY path.id"
