"""Ways a finished generation runs once more."""

from typing import Any

from django.db import transaction
from django.db.models import F

from palaver.chats import sidebar
from palaver.chats.models import Message
from palaver.generation.bus import announce
from palaver.generation.clock import NOW
from palaver.generation.hints import ChatMoved, Moved, Queued
from palaver.generation.models.ending import Ending
from palaver.generation.models.outcome import FINAL, Status


class Again(Ending):
    class Meta(Ending.Meta):
        abstract = True

    def retry(self, model: str = "") -> bool:
        """Starts again from nothing, in a new epoch; a live answer is left alone."""
        with transaction.atomic():
            queued = self._requeue(
                first_epoch=F("epoch") + 1,
                length=0,
                reasoning_length=0,
                model=model or F("model"),
                started_at=None,
                thought_until=None,
            )
            if queued:
                Message.objects.filter(pk=self.message_id).update(text="", reasoning="", html="")
                self._announce_again()
        return queued

    def go_on(self) -> bool:
        """Continues from the text that is there, in a new epoch."""
        with transaction.atomic():
            queued = self.can_continue and self._requeue()
            if queued:
                self._announce_again()
        return queued

    def _requeue(self, **changes: Any) -> bool:
        return bool(
            type(self)
            ._default_manager.filter(pk=self.pk, status__in=FINAL)
            .update(
                status=Status.QUEUED,
                takeovers=0,
                error_kind="",
                error_text="",
                may_retry=True,
                may_continue=True,
                finished_at=None,
                queued_at=NOW,
                **changes,
            )
        )

    def _announce_again(self) -> None:
        chat = self.message.chat
        show = sidebar.put_back if chat.archived_at else sidebar.replace
        version = chat.advance(archived_at=None)
        Message.objects.filter(pk=self.message_id).update(version=version)
        self.refresh_from_db()
        announce(Queued(self.pk), Moved(self.pk), ChatMoved(chat.pk, version))
        show(chat, live=True)
