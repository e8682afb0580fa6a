"""How much one person may use at once; a setting of the same name with PALAVER_ overrides each."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

OPEN_SOCKETS = 32
RUNNING_GENERATIONS = 10
MESSAGE_LENGTH = 200_000  # characters
SENDS_PER_MINUTE = 60
ATTACHMENT_SIZE = 25 * 1024 * 1024  # bytes
ATTACHMENT_PAGES = 500
ATTACHMENT_CHARACTERS = 500_000  # of its text
ATTACHMENTS_PER_MESSAGE = 10
UNSENT_ATTACHMENTS = 50
ATTACHMENTS_PER_MINUTE = 60
KEPT_EACH = 300  # assistants, and as many prompts

MINUTE = 60  # seconds


class LimitReached(Exception):
    """A limit was reached; `sentence` tells the person which, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def limit(name: str) -> int:
    """The limit in force, such as `limit("OPEN_SOCKETS")`."""
    return int(getattr(settings, f"PALAVER_{name}", globals()[name]))


def check_open_sockets(already_open: int) -> None:
    allowed = limit("OPEN_SOCKETS")
    if already_open >= allowed:
        raise LimitReached(
            ngettext(
                "You have %(limit)s page open already. Close it first.",
                "You have %(limit)s pages open already. Close one first.",
                allowed,
            )
            % {"limit": _number(allowed)}
        )


def check_running_generations(already_running: int) -> None:
    allowed = limit("RUNNING_GENERATIONS")
    if already_running >= allowed:
        raise LimitReached(
            ngettext(
                "%(limit)s answer is being written for you already. Wait for it or stop it.",
                "%(limit)s answers are being written for you already. Wait for one or stop one.",
                allowed,
            )
            % {"limit": _number(allowed)}
        )


def check_message_length(text: str) -> None:
    allowed = limit("MESSAGE_LENGTH")
    if len(text) > allowed:
        raise LimitReached(
            _("This message has %(length)s characters; %(limit)s are allowed.")
            % {"length": _number(len(text)), "limit": _number(allowed)}
        )


def check_kept(already_kept: int) -> None:
    """Before somebody makes one more assistant, or one more prompt."""
    allowed = limit("KEPT_EACH")
    if already_kept >= allowed:
        raise LimitReached(
            ngettext(
                "You keep %(limit)s of these already. Delete it first.",
                "You keep %(limit)s of these already. Delete one first.",
                allowed,
            )
            % {"limit": _number(allowed)}
        )


def check_attachment_size(size: int) -> None:
    if size > limit("ATTACHMENT_SIZE"):
        raise LimitReached(too_large())


def too_large() -> str:
    allowed = filesizeformat(limit("ATTACHMENT_SIZE"))
    return _("This file is too large: %(limit)s are allowed.") % {"limit": allowed}


def check_unsent_attachments(already: int) -> None:
    if already >= limit("UNSENT_ATTACHMENTS"):
        raise LimitReached(
            _("You have attached many files that are not sent. Send or remove some first.")
        )


def check_attachments(number: int) -> None:
    allowed = limit("ATTACHMENTS_PER_MESSAGE")
    if number > allowed:
        raise LimitReached(
            _("One message can have %(limit)s files. Remove some, or send them with another.")
            % {"limit": _number(allowed)}
        )


def count_send(user_id: int | str, now: float | None = None) -> None:
    """Count one request of sending; the one that is too many in its minute is refused."""
    if _in_this_minute("sends", user_id, now) > limit("SENDS_PER_MINUTE"):
        raise LimitReached(_("You are sending very fast. Wait a minute, then send it again."))


def count_attachment(user_id: int | str, now: float | None = None) -> None:
    """Count one file; the one that is too many in its minute is refused."""
    if _in_this_minute("attachments", user_id, now) > limit("ATTACHMENTS_PER_MINUTE"):
        raise LimitReached(_("You are attaching files very fast. Wait a minute, then try again."))


def _in_this_minute(what: str, user_id: int | str, now: float | None) -> int:
    minute = int((time.time() if now is None else now) // MINUTE)
    key = f"palaver:{what}:{user_id}:{minute}"
    cache.add(key, 0, timeout=2 * MINUTE)
    return cache.incr(key)


def _number(value: int) -> str:
    return f"{value:,}"
