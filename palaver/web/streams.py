"""Who may listen to which broadcast stream."""

from typing import Any

from django.contrib.auth import get_user_model

from palaver.chats.sidebar import streamables
from palaver.turbo import stream_name


def may_listen(user: Any, name: str) -> bool:
    """Everybody to the list of their own chats, and nobody to anything else."""
    person = get_user_model()
    return isinstance(user, person) and name == stream_name(*streamables(user))
