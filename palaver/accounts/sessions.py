"""Whether somebody who was signed in still is, for sockets that outlive their request."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare

SignOutHook = Callable[[str], None]

_hooks: list[SignOutHook] = []


def still_signed_in(session_key: str, user_id: int | str, auth_hash: str) -> bool:
    """Say whether the session still signs this person in; meant for a thread of its own.

    It no longer does once it was signed out of, has run out, belongs to somebody else, or once
    the person was deactivated, deleted or has another password.
    """
    return _session_holds(session_key, user_id, auth_hash) and _person_holds(user_id, auth_hash)


def auth_hash(session: SessionBase) -> str:
    """What `still_signed_in` compares: the session's proof of the person's password."""
    return str(session.get(HASH_SESSION_KEY, ""))


def on_sign_out(hook: SignOutHook) -> None:
    """Have the hook called with the session's key as soon as somebody signs out in this process."""
    if hook not in _hooks:
        _hooks.append(hook)


def signed_out(session_key: str) -> None:
    for hook in _hooks:
        hook(session_key)


def _session_holds(session_key: str, user_id: int | str, expected_hash: str) -> bool:
    session: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return str(session.get(SESSION_KEY)) == str(user_id) and constant_time_compare(
        auth_hash(session), expected_hash
    )


def _person_holds(user_id: int | str, expected_hash: str) -> bool:
    person = get_user_model()._default_manager.filter(pk=user_id, is_active=True).first()
    return person is not None and any(
        constant_time_compare(accepted, expected_hash)
        for accepted in (
            person.get_session_auth_hash(),
            *person.get_session_auth_fallback_hash(),
        )
    )
