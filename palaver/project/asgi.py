"""The ASGI application: pages, the live socket, and what runs beside them."""

import asyncio
import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palaver.project.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  needs the apps loaded
from django.conf import settings  # noqa: E402
from django.db import DatabaseError  # noqa: E402

from palaver.api.sockets import urlpatterns as programs  # noqa: E402
from palaver.generation import process  # noqa: E402
from palaver.lib.body_limit import BodyLimit  # noqa: E402
from palaver.lib.refusal import Refusal  # noqa: E402
from palaver.llm import ConfigurationError  # noqa: E402
from palaver.operations.probes import Probes  # noqa: E402
from palaver.operations.requests import Requests  # noqa: E402
from palaver.web.sockets import urlpatterns as browsers  # noqa: E402

NO_START = (Refusal, ConfigurationError, DatabaseError)

_limited_pages = BodyLimit(pages, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
_sockets = URLRouter([*browsers, *programs])
_routes = Requests(ProtocolTypeRouter({"http": _limited_pages, "websocket": _sockets}))


async def _application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    else:
        await process.current()
        await _routes(scope, receive, send)


async def _why_not_started() -> str:
    """For servers without a lifespan, which start with the first request."""
    try:
        await asyncio.shield(process.current())
    except NO_START as error:
        return str(error)
    return ""


application = Probes(_application, started=_why_not_started)


async def _lifespan(receive: Any, send: Any) -> None:
    await receive()
    try:
        await process.current()
    except NO_START as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await process.stop()
    await send({"type": "lifespan.shutdown.complete"})
