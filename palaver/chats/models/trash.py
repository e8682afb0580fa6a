"""What is deleted can be had back for 30 days; a temporary chat cannot, and ends with its day."""

from datetime import UTC, datetime, timedelta
from typing import Any, Self, TypeVar

from django.db.models import Q
from django.utils import timezone

from palaver.chats.models.filed import Filed, FiledQuerySet, Versions

TRASH_PERIOD = timedelta(days=30)
TEMPORARY_PERIOD = timedelta(days=1)  # since the last message
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
# So many are removed in one transaction, which no answer that is being written has to wait for.
CHATS_AT_ONCE = 10
MESSAGES_AT_ONCE = 100

Item = TypeVar("Item", bound=Filed)


class TrashQuerySet(FiledQuerySet[Item]):
    def in_trash(self) -> Self:
        return self.filter(deleted_at__gte=timezone.now() - TRASH_PERIOD)

    def latest_first(self) -> Self:
        return self.order_by("-deleted_at", "-id")

    def deleted_before(self, chat: Any) -> Self:
        earlier = Q(deleted_at__lt=chat.deleted_at)
        return self.filter(earlier | Q(deleted_at=chat.deleted_at, id__lt=chat.pk))

    def discard(self) -> Versions:
        return self.change(deleted_at=timezone.now())

    def restore(self) -> Versions:
        return self.change(deleted_at=None)

    def expire(self) -> Versions:
        """Out of the trash for good: nobody sees these again, and they are soon removed."""
        return self.change(deleted_at=LONG_AGO)

    def purge(self) -> int:
        """Removes for good, some at a time, what is to be seen no more."""
        due = list(self._expired().values_list("pk", flat=True)[:CHATS_AT_ONCE])
        if not due:
            return 0
        removed = self._purge_messages(due)
        return removed if removed >= MESSAGES_AT_ONCE else self.filter(pk__in=due).delete()[0]

    def _purge_messages(self, chats: list[Any]) -> int:
        """The newest first: what a message replies to is older."""
        messages: Any = self.model._meta.get_field("messages").related_model
        every = messages._default_manager.filter(chat__in=chats).order_by("-id")
        newest = list(every.values_list("pk", flat=True)[:MESSAGES_AT_ONCE])
        messages._default_manager.filter(pk__in=newest).delete()
        return len(newest)

    def _expired(self) -> Self:
        now = timezone.now()
        left_alone = Q(is_temporary=True, active_at__lt=now - TEMPORARY_PERIOD)
        return self.filter(Q(deleted_at__lt=now - TRASH_PERIOD) | left_alone)
