"""The ASGI application: pages, the live socket, and what runs beside them."""

import os
import sys
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured

from palaver.lib.refusal import Refusal, one_line
from palaver.project import daphne

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palaver.project.settings")
try:
    django.setup(set_prefix=False)

    from palaver.lib import installation  # which needs the settings

    installation.refuse_errors()
except (Refusal, ImproperlyConfigured) as refusal:
    sys.exit(one_line(refusal))

from channels.routing import ProtocolTypeRouter, URLRouter  # from here on the apps are loaded
from django.conf import settings
from django.urls import reverse

from palaver.accounts.limits import limit
from palaver.api.sockets import urlpatterns as programs
from palaver.generation import process
from palaver.lib import garbage
from palaver.lib.body_limit import BodyLimit
from palaver.lib.pages import Pages
from palaver.operations.probes import Probes
from palaver.operations.requests import Requests
from palaver.project import lifespan
from palaver.project.static_files import with_static_files
from palaver.web.sockets import urlpatterns as browsers

AROUND_A_FILE = 64 * 1024  # bytes of the form that a file comes in

_files = {reverse("palaver:attachments"): limit("ATTACHMENT_SIZE") + AROUND_A_FILE}
_pages = BodyLimit(
    Pages(settings.PALAVER_REQUEST_THREADS), settings.DATA_UPLOAD_MAX_MEMORY_SIZE, _files
)
_sockets = URLRouter([*browsers, *programs])
_routes = Requests(ProtocolTypeRouter({"http": with_static_files(_pages), "websocket": _sockets}))
garbage.settle()


async def _application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await lifespan.follow(receive, send)
    else:
        await process.current()
        await _routes(scope, receive, send)


application = Probes(_application, started=lifespan.why_not_started)

if daphne.is_serving():
    try:
        daphne.follow(lifespan.start, process.stop)
    except lifespan.NO_START as refusal:
        sys.exit(one_line(refusal))
