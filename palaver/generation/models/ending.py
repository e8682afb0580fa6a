"""Ways a generation comes to its end, which is a state of its row and of nothing else (I5)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from palaver.chats import sidebar
from palaver.generation.bus import announce
from palaver.generation.hints import Moved
from palaver.generation.models.chunk import Chunk
from palaver.generation.models.fitting import Fitting
from palaver.generation.models.outcome import Outcome, Status
from palaver.markdown import render


class Ending(Fitting):
    class Meta(Fitting.Meta):
        abstract = True

    def stop(self) -> bool:
        """Ends a live answer where its log ends now: that is the stop point (I11)."""
        return self._end_from_outside(Outcome(Status.STOPPED), self._all())

    def interrupt(self) -> bool:
        """Gives up an answer that was left behind too often, unless it has come back meanwhile."""
        sentence = _("The server was interrupted before the answer was complete.")
        outcome = Outcome(Status.INTERRUPTED, "interrupted", sentence)
        return self._end_from_outside(outcome, self._all().abandoned())

    def end(self, outcome: Outcome) -> None:
        """Folds the log into the message and sets the final columns; call it in a transaction in
        which this row was read, and its message with it.
        """
        self._fold()
        for column, value in outcome.columns().items():
            setattr(self, column, value)
        self.lease_until = None
        self.finished_at = timezone.now()
        self.save(update_fields=[*outcome.columns(), "lease_until", "finished_at"])
        sidebar.replace(self.message.chat, live=False)
        if outcome.status == Status.DONE and self.message.chat.waiting_version:
            transaction.on_commit(self._send_what_waits, robust=True)

    def _send_what_waits(self) -> None:
        from palaver.generation.models.waiting import Waiting  # which has this as a base

        Waiting.objects.send_next(self.message.chat_id)

    def _all(self) -> Any:
        return type(self)._default_manager.all()

    def _end_from_outside(self, outcome: Outcome, among: Any) -> bool:
        with transaction.atomic():
            live = among.filter(pk=self.pk).live()
            current = live.select_for_update(no_key=True).first()  # its message is read after it
            if current is not None:
                current.end(outcome)
                announce(Moved(self.pk))
        self.refresh_from_db()
        return current is not None

    def _fold(self) -> None:
        message = self.message
        chunks = Chunk.objects.filter(generation=self.pk)
        rows = list(chunks.order_by("start", "reasoning_start").values_list("text", "reasoning"))
        message.text += "".join(text for text, _ in rows)
        message.reasoning += "".join(reasoning for _, reasoning in rows)
        message.html = render(message.text)
        message.save(update_fields=["text", "reasoning", "html"])
        chunks.delete()
