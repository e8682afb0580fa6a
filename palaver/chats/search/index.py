"""Where the index is made, and kept."""

from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from palaver.chats.search import postgresql, sqlite


def install(*_migration: Any) -> None:
    """What a migration calls: it makes what of the index is missing, and fills it."""
    if connection.vendor == "postgresql":
        postgresql.install()
    else:
        sqlite.install()


def define(*_migration: Any) -> None:
    """What a migration calls that changes functions, and nothing of what they make."""
    if connection.vendor == "postgresql":
        postgresql.define()


def listen(chats: AppConfig) -> None:
    """From then on the index is kept, whoever writes, and whatever migrations do."""
    connection_created.connect(sqlite.teach)
    post_migrate.connect(_mend, sender=chats)


def _mend(**_signal: Any) -> None:
    if connection.vendor == "sqlite":
        sqlite.mend()
