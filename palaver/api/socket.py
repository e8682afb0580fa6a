"""The JSON socket: the log of an answer as events, for programs.

It tells what the live socket shows, from the same replicas. docs/openai-socket.md describes it.
"""

import logging

from django.db import DatabaseError
from django.utils.translation import gettext as _

from palaver.accounts.sockets.admission import admit
from palaver.accounts.sockets.closing import Code
from palaver.accounts.sockets.connection import Connection, Receive, Scope, Send, encoded
from palaver.accounts.sockets.visitor import Visitor
from palaver.api import answers, events, requests
from palaver.api.answers import Answer
from palaver.api.following import Following
from palaver.api.requests import Refused, Request, Resume
from palaver.generation import process
from palaver.generation.models import Generation
from palaver.generation.process import Process

logger = logging.getLogger(__name__)


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    parts = await process.current()

    def opened(visitor: Visitor) -> JsonSocket:
        return JsonSocket(parts, visitor, receive, send)

    await admit(scope, receive, send, parts.reading, opened)


class JsonSocket(Connection):
    """One program's connection, which follows one answer at a time."""

    def __init__(self, parts: Process, visitor: Visitor, receive: Receive, send: Send) -> None:
        super().__init__(visitor, parts.reading, receive, send)
        self._parts = parts
        self._following: Following | None = None

    async def _obey(self, text: str) -> None:
        try:
            await self._do(requests.read(text))
        except Refused as refusal:
            self._reply(events.refused(refusal))
        except DatabaseError:
            logger.exception("A request of the JSON socket could not be done")
            self._reply(events.refused(_unavailable()))

    async def _do(self, request: Request) -> None:
        user, following = self.visitor.user, self._following
        match request:
            case requests.Stop():
                await self._stop(following)
            case _ if following is not None:
                raise Refused("busy", _("An answer is still coming on this connection."))
            case requests.Send():
                answer = await self._parts.commands.run(answers.asked, user, request)
                await self._follow(answer, Resume(answer.message_id))
            case requests.Resume():
                answer = await self._parts.reading.run(answers.visible, user, request)
                await self._follow(answer, request)

    async def _stop(self, following: Following | None) -> None:
        if following is None:
            raise Refused("idle", _("No answer is coming on this connection."))
        await self._parts.commands.run(answers.stop, following.answer.generation_id)

    async def _follow(self, answer: Answer, has: Resume) -> None:
        parts = self._parts
        following = Following(parts.hub, parts.reading, answer, self._wake)
        self._following = following
        if await following.open(has.position, has.reasoning, has.epoch):
            self._wake()
        else:
            self._let_go()
            raise _unavailable()

    async def _next(self) -> str | None:
        try:
            event = self._following and await self._following.next_event()
        except (DatabaseError, Generation.DoesNotExist):
            logger.exception("An answer could not be read; its reader may come back")
            self.end(Code.TRY_AGAIN_LATER)
            return None
        if self._following and self._following.is_over:
            self._let_go()
        return encoded(event) if event else None

    async def _leave(self) -> None:
        self._let_go()

    def _let_go(self) -> None:
        following, self._following = self._following, None
        if following is not None:
            following.close()


def _unavailable() -> Refused:
    return Refused("unavailable", _("The database did not answer. Try again in a moment."))
