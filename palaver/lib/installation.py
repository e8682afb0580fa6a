"""What commands want of an installation before they touch it."""

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, run_checks

from palaver.lib import instance
from palaver.lib.refusal import Refusal


def refuse_errors() -> None:
    """Run the system checks; the first errors' sentences become the refusal."""
    errors = [message for message in run_checks() if message.is_serious(ERROR)]
    if errors:
        raise Refusal(" ".join(sentence(error) for error in errors))


def remarks() -> list[str]:
    """What the system checks find odd, though it may work."""
    return [sentence(message) for message in run_checks() if not message.is_serious(ERROR)]


def upgrade_unless_served() -> None:
    """Upgrade the database for a command; never under a server that still uses the old form."""
    from palaver.lib.upgrade import exists, pending, upgrade

    if not exists() or pending():
        instance.hold(settings.DATA_DIR)
        upgrade()


def sentence(message: CheckMessage) -> str:
    return " ".join(f"{message.msg} {message.hint or ''}".split())
