"""What a model is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant"]

PARAMETERS = (
    "temperature",
    "top_p",
    "max_tokens",
    "stop",
    "seed",
    "reasoning_effort",
    "response_format",
)


@dataclass(frozen=True)
class Turn:
    """One message of the prompt; `images` are URLs, most of them of the form `data:`."""

    role: Role
    content: str
    images: tuple[str, ...] = ()


@dataclass(frozen=True)
class Request:
    """A prompt for one answer.

    `model` is the name at the provider. `partial` is the beginning of the answer, where a run
    goes on from one that broke off: the events then hold only what follows it. The `PARAMETERS`
    are as the protocol has them, None for the server's own choice; `extra` is merged into the body
    as it is.
    """

    model: str
    messages: tuple[Turn, ...]
    partial: str = ""
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    stop: tuple[str, ...] | None = None
    seed: int | None = None
    reasoning_effort: str | None = None
    response_format: Mapping[str, str] | None = field(default=None, hash=False)
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
