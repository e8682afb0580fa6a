"""Reads what people attach: a few files at a time, in processes of their own."""

import asyncio
import base64
import logging
import tempfile
import uuid
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from django.core.files.base import ContentFile

from palaver.accounts.limits import limit
from palaver.chats.models import Attachment
from palaver.chats.storage import files
from palaver.documents import Closed, Document, Limits, Sandbox
from palaver.generation import extraction
from palaver.generation.attached import STORED
from palaver.lib.database import is_passing
from palaver.lib.threads import DatabaseThreads
from palaver.llm import Request, Turn

AT_ONCE = 2  # files that a process reads
PATIENCE = 60.0  # seconds that an answer waits for what it is about
PAUSE = 0.2  # seconds until it is asked again whether another process has read it
PERIOD = 30.0  # seconds between two looks for what nobody reads

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Reader:
    """One process's; what the database says happens in `threads`, and all else in its own."""

    def __init__(self, threads: DatabaseThreads) -> None:
        self._threads = threads
        self._executor = ThreadPoolExecutor(AT_ONCE, "reader")
        self._sandbox = Sandbox()
        self._room = asyncio.Semaphore(AT_ONCE)

    async def read(self, attachment_id: uuid.UUID) -> bool:
        """Whether it is read now; otherwise another reader has it, or it could not be had."""
        async with self._room:
            claimed = await self._threads.insist(extraction.claim, attachment_id)
            return claimed is not None and await self._read(claimed)

    async def settle(self, ids: Collection[uuid.UUID]) -> None:
        """Returns once these are read or refused, or have taken too long."""
        try:
            async with asyncio.timeout(PATIENCE):
                while waiting := await self._threads.insist(extraction.unsettled, ids):
                    if not any(await asyncio.gather(*map(self.read, waiting))):
                        await asyncio.sleep(PAUSE)
        except TimeoutError:
            logger.warning("An answer goes on without attachments that are not read yet")

    async def embed(self, request: Request) -> Request:
        """The request with its pictures in it, in place of where they are stored."""
        if not any(turn.images for turn in request.messages):
            return request
        return await asyncio.to_thread(_embedded, request)

    async def look_for_ever(self) -> None:
        """Reads what no hint has told of, and removes what was never sent."""
        while True:
            try:
                for attachment_id in await self._threads.run(extraction.left_over):
                    await self.read(attachment_id)
            except Exception as error:
                failed = "The search for unread attachments failed and is tried again: %s"
                logger.error(failed, error, exc_info=not is_passing(error))
            await asyncio.sleep(PERIOD)

    async def close(self) -> None:
        """Ends what is being read; others go on with it."""
        self._sandbox.close()
        await asyncio.to_thread(self._executor.shutdown)

    async def _read(self, claimed: Attachment) -> bool:
        try:
            found = await self._in_thread(lambda: self._look_into(claimed))
        except asyncio.CancelledError:
            await self._release(claimed)
            raise
        except Exception as error:
            await self._release(claimed)
            if not isinstance(error, Closed):
                logger.exception("Attachment %s could not be read", claimed.pk)
            return False
        await self._threads.insist(extraction.finish, claimed, found)
        return True

    async def _release(self, claimed: Attachment) -> None:
        await asyncio.shield(self._threads.insist(extraction.release, claimed))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    def _look_into(self, claimed: Attachment) -> Document:
        limits = Limits(limit("ATTACHMENT_PAGES"), limit("ATTACHMENT_CHARACTERS"))
        with tempfile.TemporaryFile() as copy, files().open(claimed.place) as stored:
            for chunk in stored.chunks():
                copy.write(chunk)
            found = self._sandbox.read(copy, limits)
        for name in ("thumbnail", "picture"):
            if drawn := getattr(found, name):
                getattr(claimed, name).save(f"{claimed.pk}-{name}", ContentFile(drawn), save=False)
        return found


def _embedded(request: Request) -> Request:
    return replace(request, messages=tuple(map(_with_pictures, request.messages)))


def _with_pictures(turn: Turn) -> Turn:
    return replace(turn, images=tuple(map(_data, turn.images))) if turn.images else turn


def _data(url: str) -> str:
    if not url.startswith(STORED):
        return url
    with files().open(url.removeprefix(STORED)) as picture:
        return f"data:image/jpeg;base64,{base64.b64encode(picture.read()).decode()}"
