"""When each worker was last seen, by the database's clock."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from palaver.generation.clock import NOW

LATELY = timedelta(seconds=20)
KEPT = timedelta(hours=1)


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, worker: str) -> None:
        """Says that the worker lives, and forgets those that have long been silent."""
        beat = Heartbeat(worker=worker, seen_at=NOW)
        self.bulk_create(
            [beat], update_conflicts=True, unique_fields=["worker"], update_fields=["seen_at"]
        )
        self.filter(seen_at__lt=NOW - KEPT).delete()

    def lately(self) -> Self:
        """Workers that live, as far as is known."""
        return self.filter(seen_at__gt=NOW - LATELY)


class Heartbeat(models.Model):
    worker = models.CharField(max_length=300, primary_key=True)
    seen_at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return f"{self.worker}, seen at {self.seen_at}"
