"""The path that leads to a message, read upwards and no further than a prompt can hold."""

import uuid
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
    steps = _steps(_PATH, message.pk, characters)
    first = steps[0].message.parent_id if steps else None
    if first is None:
        return Path(steps)
    sent = Attachment.objects.filter(chat=message.chat_id).exclude(sent_with=None)
    attached = _steps(_ATTACHED, first) if sent.exists() else []
    return Path([*attached, *steps], _length(first) - len(attached))


def _steps(query: str, last: uuid.UUID, *parameters: int) -> list[Step]:
    return [_step(row) for row in Message.objects.raw(query, [_stored(last), *parameters])]


def _length(last: uuid.UUID) -> int:
    """How many messages the path to this one has; none of them is read."""
    with connection.cursor() as cursor:
        cursor.execute(_LENGTH, [_stored(last)])
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


def _stored(message_id: uuid.UUID) -> Any:
    return Message._meta.pk.get_db_prep_value(message_id, connection)


_STEPS = """
SELECT m.id, m.chat_id, m.parent_id, m.client_id, m.role, m.text, g.status,
    g.model AS asked_model, g.prompt_tokens, g.prompt_estimate,
    EXISTS (
        SELECT 1 FROM chats_attachment file
        WHERE file.chat_id = m.chat_id AND file.sent_with = m.client_id
    ) AS has_files
FROM path
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

_UPWARDS = """
WITH RECURSIVE path (id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM chats_message WHERE id = %s
    UNION ALL
    SELECT up.id, up.parent_id, path.depth + 1
    FROM path JOIN chats_message up ON up.id = path.parent_id
)
"""

_HELD = """
, held (id) AS (
    SELECT path.id FROM path
    JOIN chats_message m ON m.id = path.id
    JOIN chats_attachment a ON a.chat_id = m.chat_id AND a.sent_with = m.client_id
)
"""

_BEFORE = """
WHERE path.depth > 0
ORDER BY path.depth DESC
"""

_WITH_ANSWERS = """
WHERE path.id IN (SELECT id FROM held) OR path.parent_id IN (SELECT id FROM held)
ORDER BY path.depth DESC
"""

_COUNT = """
SELECT count(*) FROM path
"""

_PATH = f"{_READ}{_STEPS}{_BEFORE}"
_ATTACHED = f"{_UPWARDS}{_HELD}{_STEPS}{_WITH_ANSWERS}"
_LENGTH = f"{_UPWARDS}{_COUNT}"
