"""What is told of every request: an id of its own, and a span where telemetry is on."""

import re
import secrets

from palaver.lib import logs, telemetry
from palaver.lib.body_limit import Application, Message, Receive, Scope, Send
from palaver.lib.telemetry import Span

HEADER = b"x-request-id"
SANE = re.compile(r"[\w.:/+=@-]{1,128}", re.ASCII)
ID_BYTES = 8


class Requests:
    """Gives each request, and each WebSocket, the id that it brings, or a new one.

    The answer carries it, and every record of the log that comes of it.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = _id(scope)
        logs.request_id.set(request_id)
        if scope["type"] == "http":
            await self._serve(scope, receive, send, request_id)
        else:
            await self._application(scope, receive, _naming(send, request_id))

    async def _serve(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        with telemetry.request_span(f"{scope['method']} request", _headers(scope)) as span:
            span.set_attribute("http.request.method", scope["method"])
            span.set_attribute("url.path", scope["path"])
            span.set_attribute("palaver.request_id", request_id)
            await self._application(scope, receive, _observing(_naming(send, request_id), span))


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]}


def _id(scope: Scope) -> str:
    given = dict(scope["headers"]).get(HEADER, b"").decode("latin-1")
    return given if SANE.fullmatch(given) else secrets.token_hex(ID_BYTES)


def _naming(send: Send, request_id: str) -> Send:
    async def named(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.accept"):
            headers = [*message.get("headers", ()), (HEADER, request_id.encode())]
            message = {**message, "headers": headers}
        await send(message)

    return named


def _observing(send: Send, span: Span) -> Send:
    async def observed(message: Message) -> None:
        if message["type"] == "http.response.start":
            span.set_attribute("http.response.status_code", message["status"])
        await send(message)

    return observed
