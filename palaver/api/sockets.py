"""Where the WebSockets for programs are."""

from typing import Any

from django.urls import path

from palaver.api.socket import stream

# The types of Django know views only; Channels routes ASGI applications with the same function.
_stream: Any = stream

urlpatterns = [path("ws/openai/", _stream)]
