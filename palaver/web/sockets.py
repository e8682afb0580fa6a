"""Where the WebSockets are."""

from typing import Any

from django.urls import path

from palaver.web.live.socket import live

# The types of Django know views only; Channels routes ASGI applications with the same function.
_live: Any = live

urlpatterns = [path("ws/live/", _live)]
