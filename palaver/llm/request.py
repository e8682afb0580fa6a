"""What a model is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True)
class Turn:
    """One message of the prompt."""

    role: Role
    content: str


@dataclass(frozen=True)
class Request:
    """A prompt for one answer.

    `model` is the name at the provider. `partial` is the beginning of the answer, where a run
    goes on from one that broke off: the events then hold only what follows it. `extra` is merged
    into the body as it is.
    """

    model: str
    messages: tuple[Turn, ...]
    partial: str = ""
    max_tokens: int | None = None
    temperature: float | None = None
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
