"""Django's pages under ASGI, each in one thread from its first middleware to its last."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, cast

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

READING = ("GET", "HEAD")


class Pages(ASGIHandler):
    """Crosses into a thread once for a request, where Django's own handler does for every part.

    The threads, so many for reading and so many for writing, keep their connections to the
    database. While it lets nobody write, pages can be read. Middleware must be synchronous.
    """

    def __init__(self, threads: int) -> None:
        super().__init__()
        self._reading = ThreadPoolExecutor(threads, "pages")
        self._writing = ThreadPoolExecutor(threads, "forms")

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        threads = self._reading if scope["method"] in READING else self._writing
        work = copy_context().run
        respond = asyncio.get_running_loop().run_in_executor
        await self.send_response(await respond(threads, work, self._respond, scope, body), send)

    def _respond(self, scope: Any, body: Any) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        given = self.get_response(request) if request else cast("HttpResponse", refusal)
        response = _whole(given)
        response.close()
        body.close()
        return response


def _whole(response: HttpResponseBase) -> HttpResponseBase:
    """What streams is collected here: its source may need this thread's connection.

    An asynchronous source has none, and may be a large file for a slow reader.
    """
    if not isinstance(response, StreamingHttpResponse) or response.is_async:
        return response
    whole = HttpResponse(b"".join(response), status=response.status_code)
    whole.headers, whole.cookies = response.headers, response.cookies
    response.close()
    return whole
