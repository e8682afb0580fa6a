"""Notices that something moved in the database.

A hint may be lost, doubled or late, and nothing breaks: what it says can be read from the log.
"""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Committed text of an answer, and where it begins (code points)."""

    generation_id: int
    epoch: int
    start: int
    text: str
    reasoning_start: int
    reasoning: str


@dataclass(frozen=True, slots=True)
class Moved:
    """An answer's row changed otherwise: an end, a stop, a retry."""

    generation_id: int


@dataclass(frozen=True, slots=True)
class Queued:
    """A generation waits for a runner."""

    generation_id: int


@dataclass(frozen=True, slots=True)
class ChatMoved:
    chat_id: uuid.UUID
    version: int


Hint = Text | Moved | Queued | ChatMoved
