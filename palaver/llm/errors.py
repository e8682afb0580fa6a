"""What can go wrong, as data and a sentence for the user."""

from typing import Literal

ErrorKind = Literal[
    "wrong_key",
    "quota",
    "unknown_model",
    "rate_limited",
    "context_too_long",
    "question_too_long",
    "refused",
    "bad_request",
    "wrong_address",
    "unreachable",
    "timeout",
    "stalled",
    "cut",
    "garbage",
    "server_error",
]

SENTENCES: dict[ErrorKind, str] = {
    "wrong_key": "The provider{name} did not accept the API key, or the key may not do this.",
    "quota": "The account at the provider{name} has no credit left.",
    "unknown_model": "The provider{name} does not know the model{model}.",
    "rate_limited": "The provider{name} is getting too many requests at the moment.",
    "context_too_long": "This conversation is longer than the model{model} can read.",
    "question_too_long": (
        "This message, with what has to go along with it, is longer than the model{model} can read."
        " Shorten it, or send it in parts."
    ),
    "refused": "The provider{name} refused to answer: its content filter objected.",
    "bad_request": "The provider{name} did not accept the request.",
    "wrong_address": "The provider{name} answers, but not at this address: check its base URL.",
    "unreachable": "The provider{name} cannot be reached.",
    "timeout": "The provider{name} did not begin to answer in time.",
    "stalled": "The provider{name} stopped sending in the middle of the answer.",
    "cut": "The connection to the provider{name} broke before the answer was complete.",
    "garbage": "The provider{name} sent something that is not part of an answer.",
    "server_error": "The provider{name} reported a fault of its own.",
}
QUOTED: frozenset[ErrorKind] = frozenset({"bad_request", "server_error"})
LONGEST_IN_SECONDS = 120
PASSING: frozenset[ErrorKind] = frozenset(
    {"rate_limited", "unreachable", "timeout", "stalled", "cut", "garbage", "server_error"}
)


class ProviderError(Exception):
    """A provider failed. Expected, so it belongs on the record and not in a traceback.

    `kind` is one of `ErrorKind`; `sentence` is for the user; `detail` is what the provider said,
    for logs and `doctor` (never the key); `retry_after` is in seconds, where the provider told.
    """

    def __init__(
        self,
        kind: ErrorKind,
        *,
        provider: str = "",
        model: str = "",
        detail: str = "",
        retry_after: float | None = None,
    ) -> None:
        self.kind: ErrorKind = kind
        self.provider = provider
        self.model = model
        self.detail = detail
        self.retry_after = retry_after
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """What happened, in plain words."""
        return (
            SENTENCES[self.kind].format(name=_quoted(self.provider), model=_quoted(self.model))
            + self._advice()
        )

    @property
    def may_retry(self) -> bool:
        """Whether the same request may succeed later though nobody changes anything."""
        return self.kind in PASSING

    @property
    def may_continue(self) -> bool:
        """Whether an answer that broke off here can be continued from its text."""
        return self.kind in PASSING

    def _advice(self) -> str:
        if self.kind == "rate_limited" and self.retry_after:
            return f" Try again in {_span(self.retry_after)}."
        if self.kind in QUOTED and self.detail:
            return f" It said: “{self.detail}”."
        return f" {self.detail}" if self.kind == "unreachable" and self.detail else ""


class ConfigurationError(Exception):
    """The configuration is wrong; the message is one sentence naming file, line and key."""


def _quoted(name: str) -> str:
    return f" “{name}”" if name else ""


def _span(seconds: float) -> str:
    whole = max(1, round(seconds))
    if whole < LONGEST_IN_SECONDS:
        return f"{whole} second{'s' if whole > 1 else ''}"
    return f"{round(whole / 60)} minutes"
