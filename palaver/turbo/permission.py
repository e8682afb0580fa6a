"""The project's answer to: may this user listen to this stream?"""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, cast

from channels.db import database_sync_to_async
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

MayListen: TypeAlias = Callable[[Any, str], bool | Awaitable[bool]]

SETTING = "TURBO_MAY_LISTEN"


def configured() -> MayListen:
    """Return the callable that the setting TURBO_MAY_LISTEN names.

    Raises ImproperlyConfigured where there is none: nobody may listen without an answer.
    """
    path = getattr(settings, SETTING, None)
    if not path:
        raise ImproperlyConfigured(f"Set {SETTING} to the path of may_listen(user, stream_name).")
    may_listen = import_string(path)
    if not callable(may_listen):
        raise ImproperlyConfigured(f"{SETTING} names {path!r}, which cannot be called.")
    return cast("MayListen", may_listen)


async def ask(may_listen: MayListen, user: Any, name: str) -> bool:
    """Return whether the callable, sync or async, answered exactly True.

    Anything else is a no: a coroutine that nobody awaited would be true as well.
    """
    if inspect.iscoroutinefunction(may_listen):
        answer: object = await may_listen(user, name)
    else:
        answer = await database_sync_to_async(may_listen)(user, name)
    return (await answer if inspect.isawaitable(answer) else answer) is True
