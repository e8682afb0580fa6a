"""The accumulator of one stream: all that came besides the text, and what it makes of the end."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from palaver.generation.models import Outcome, Status
from palaver.generation.parameters import LABELS
from palaver.llm import Delta, Event, Finish, Omitted, ProviderError, Usage


class Received:
    def __init__(self) -> None:
        self.usage: Usage | None = None
        self.prompt_estimate: int | None = None
        self._omitted: tuple[str, ...] = ()
        self._finish = Finish("cut")
        self._thinking = False
        self._thought_until: datetime | None = None

    def take(self, event: Event) -> None:
        if isinstance(event, Delta):
            self._watch_thoughts(event)
        elif isinstance(event, Usage):
            self.usage = event
        elif isinstance(event, Omitted):
            self._omitted = event.names
        else:
            self._finish = event

    def outcome(self, *, wrote_text: bool) -> Outcome:
        """What a stream that ended without an error amounts to."""
        if self._finish.reason == "content_filter":
            return self._outcome(Status.FAILED, "refused", self._finish.notice, may_continue=False)
        if not wrote_text:
            return self._outcome(Status.FAILED, "empty", _("The model sent an empty answer."))
        if self._finish.notice:
            text = self._with_omission(self._finish.notice)
            return self._outcome(Status.DONE, self._finish.reason, text)
        return self._outcome(Status.DONE, text=self._omission())

    def failure(self, error: ProviderError) -> Outcome:
        return self._outcome(
            Status.FAILED,
            error.kind,
            self._with_omission(error.sentence),
            may_retry=error.may_retry,
            may_continue=error.may_continue,
        )

    def fault(self) -> Outcome:
        sentence = _("Something went wrong in Palaver itself; the server's log says what.")
        return self._outcome(Status.FAILED, "internal", sentence)

    def _omission(self) -> str:
        """What the reader is told of parameters that the provider refused."""
        if not self._omitted:
            return ""
        names = ", ".join(str(LABELS[name]) for name in self._omitted)
        sentence = _("The provider refused what these are set to, so it had no effect: %(names)s.")
        return sentence % {"names": names}

    def _with_omission(self, sentence: str) -> str:
        return " ".join(filter(None, (sentence, self._omission())))

    def _outcome(self, status: Status, kind: str = "", text: str = "", **may: bool) -> Outcome:
        return Outcome(
            status, kind, text, thought_until=self._thought_until, **may, **self._tokens()
        )

    def _tokens(self) -> dict[str, Any]:
        used = self.usage
        return {
            "prompt_tokens": used and used.prompt_tokens,
            "completion_tokens": used and used.completion_tokens,
            "reasoning_tokens": used and used.reasoning_tokens,
            "prompt_estimate": used and self.prompt_estimate,
        }

    def _watch_thoughts(self, delta: Delta) -> None:
        if delta.reasoning:
            self._thinking = True
        if delta.text and self._thinking and self._thought_until is None:
            self._thought_until = timezone.now()
