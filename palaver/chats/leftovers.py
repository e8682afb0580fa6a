"""Removes the files of attachments that are gone, whatever it was that took them along."""

import logging
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from palaver.chats.models import Attachment
from palaver.chats.storage import files
from palaver.lib.courier import Courier

MOST_WAITING = 100_000  # files

logger = logging.getLogger(__name__)


@receiver(post_delete, sender=Attachment)
def remove_files(instance: Attachment, **_signal: Any) -> None:
    """Once it is certain: cascades and whole querysets end here too."""
    transaction.on_commit(lambda: _remove_unless_shared(instance), robust=True)


def _remove_unless_shared(gone: Attachment) -> None:
    """A message that says the same once more has the same files."""
    others = Attachment.objects.filter(file=gone.place)
    shared = {name for other in others for name in other.stored}
    _courier.send(name for name in gone.stored if name not in shared)


def _remove(names: list[str]) -> None:
    for name in names:
        try:
            files().delete(name)
        except Exception:
            logger.exception("The file %s is left behind", name)


_courier: Courier[str] = Courier("Files to remove", _remove, MOST_WAITING)
