"""Notices that something moved in the database.

A hint may be lost, doubled or late, and nothing breaks: what it says can be read from the log.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

Topic = int | uuid.UUID | Literal["runners"]  # a generation's id, a chat's id, or what runners hear
RUNNERS: Literal["runners"] = "runners"


class Text(Struct, frozen=True, array_like=True, tag="t"):
    """Committed text of an answer, and where it begins (code points)."""

    generation_id: int
    epoch: int
    start: int
    text: str
    reasoning_start: int
    reasoning: str
    committed_at: float = 0.0  # by the writer's clock, seconds


class Moved(Struct, frozen=True, array_like=True, tag="m"):
    """An answer's row changed otherwise: an end, a stop, a retry."""

    generation_id: int


class Queued(Struct, frozen=True, array_like=True, tag="q"):
    """A generation waits for a runner."""

    generation_id: int


class Released(Struct, frozen=True, array_like=True, tag="r"):
    """A runner that ends has handed a generation back: any other may go on with it."""

    generation_id: int


class Attached(Struct, frozen=True, array_like=True, tag="a"):
    """A file waits to be read."""

    attachment_id: uuid.UUID


class ChatMoved(Struct, frozen=True, array_like=True, tag="c"):
    chat_id: uuid.UUID
    version: int


@dataclass(frozen=True, slots=True)
class Followed:
    """Hints of these topics are heard from now on; what moved before may have been missed.

    The bus of this process says it, no other process does.
    """

    topics: Collection[Topic]


Sent = Text | Moved | Queued | Released | Attached | ChatMoved
Hint = Sent | Followed
