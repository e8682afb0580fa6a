"""What machines ask of a process: /healthz, /readyz and /metrics.

Answered before anything else sees the request: whoever probes knows no host name and no password.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from palaver.lib import metrics
from palaver.lib.body_limit import Application, Receive, Scope, Send
from palaver.lib.threads import DatabaseThreads
from palaver.operations import readiness
from palaver.operations.access import may_read
from palaver.operations.readiness import Report

PATIENCE = 3.0  # seconds that the database gets to answer
KEPT = 1.0  # seconds for which a report is good, so that many askers cost one query
PLAIN, JSON = "text/plain; charset=utf-8", "application/json"
OK, UNAUTHORISED, FORBIDDEN, WRONG_METHOD, UNAVAILABLE = 200, 401, 403, 405, 503

Check = Callable[[], Awaitable[str]]
Answer = tuple[int, str, bytes]

logger = logging.getLogger(__name__)


async def _nothing_wrong() -> str:
    return ""


class Probes:
    """An ASGI application that answers these three, and has another answer the rest.

    `alive()` and `started()` say what is wrong, or "".
    """

    def __init__(
        self,
        application: Application,
        *,
        alive: Check = _nothing_wrong,
        started: Check = _nothing_wrong,
    ) -> None:
        self._application = application
        self._alive = alive
        self._started = started
        self._threads: DatabaseThreads | None = None
        self._asking = asyncio.Lock()
        self._report: Report = {}
        self._good_until = 0.0
        self._answers = {
            "/healthz": self._health,
            "/readyz": self._readiness,
            "/metrics": self._metrics,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._answers.get(scope["path"]) if scope["type"] == "http" else None
        if answer is None:
            await self._application(scope, receive, send)
        elif scope["method"] in ("GET", "HEAD"):
            await _say(send, *await answer(scope))
        else:
            await _say(send, WRONG_METHOD, PLAIN, b"Only GET.\n")

    async def _health(self, _scope: Scope) -> Answer:
        wrong = await self._alive()
        return UNAVAILABLE if wrong else OK, PLAIN, f"{wrong or 'alive'}\n".encode()

    async def _readiness(self, _scope: Scope) -> Answer:
        async with self._asking:
            if time.monotonic() > self._good_until:
                self._report = await self._examine()
                self._good_until = time.monotonic() + KEPT
        words = readiness.as_json(self._report)
        able = words["status"] != "unavailable"
        return OK if able else UNAVAILABLE, JSON, json.dumps(words, indent=1).encode() + b"\n"

    async def _examine(self) -> Report:
        self._threads = self._threads or DatabaseThreads("probes")
        try:
            async with asyncio.timeout(PATIENCE):
                if wrong := await self._started():
                    return readiness.away(wrong)
                return await self._threads.run(readiness.parts)
        except TimeoutError:
            return readiness.away("The database does not answer in time.")

    async def _metrics(self, scope: Scope) -> Answer:
        token = settings.PALAVER_METRICS_TOKEN
        if not may_read(scope, token):
            return UNAUTHORISED if token else FORBIDDEN, PLAIN, _REFUSAL
        accepted = dict(scope["headers"]).get(b"accept", b"").decode("latin-1")
        body, content_type = await asyncio.to_thread(metrics.page, accepted)
        return OK, content_type, body


_REFUSAL = (
    b"These figures are for this machine, or with PALAVER_METRICS_TOKEN for whoever sends "
    b"`Authorization: Bearer` with it.\n"
)


async def _say(send: Send, status: int, content_type: str, body: bytes) -> None:
    headers: list[Any] = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if status == UNAUTHORISED:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
