"""What a stream yields: small immutable values."""

from msgspec import Struct

NOTICES = {
    "length": "The answer reached the longest length this model may write.",
    "content_filter": "The provider's content filter ended the answer.",
    "tool_calls": "The model asked for a tool, and there is none.",
    "function_call": "The model asked for a tool, and there is none.",
}


class Delta(Struct, frozen=True, gc=False):
    """New text of the answer, or of the reasoning before it, or of both."""

    text: str = ""
    reasoning: str = ""


class Omitted(Struct, frozen=True):
    """Parameters of the request that the server refuses, and so were not sent."""

    names: tuple[str, ...]


class Usage(Struct, frozen=True, gc=False):
    """What the answer cost, in tokens; `reasoning_tokens` are part of `completion_tokens`, and
    `cached_tokens` of `prompt_tokens`.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    reasoning_tokens: int = 0
    cached_tokens: int = 0


class Finish(Struct, frozen=True, gc=False):
    """The answer is complete; `reason` as the protocol has it: stop, length, content_filter, …"""

    reason: str = "stop"

    @property
    def notice(self) -> str:
        """A sentence for the reader where the reason is not simply "stop", else ""."""
        return NOTICES.get(self.reason, "")


Event = Omitted | Delta | Usage | Finish


class Completion(Struct, frozen=True):
    """A whole answer that nobody watched, such as a title."""

    text: str
    usage: Usage | None = None
