"""A Palaver with everything on, in the test's process and in a loop whose clock leaps."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TypeVar
from uuid import UUID

from palaver.accounts.models import User
from palaver.generation import process
from palaver.generation.bus import bus
from palaver.lib.threads import DatabaseThreads
from palaver.markdown import render
from tests.cost.counting import BROWSER, Counts, Meter
from tests.cost.leaping import LeapingLoop
from tests.cost.pages import Page, connected
from tests.provider import ScriptedProvider
from tests.web.conftest import signed_in
from tests.web.live.conftest import session_cookie

MODEL = "openai/scripted"
REST = 2.0  # seconds until all that a start or an end brings about is over
PACE = {"size": 4, "rate": 50}  # characters of a piece, pieces a second

T = TypeVar("T")
Answer = tuple[str, str]  # its text and its HTML


class Site:
    """`site.run(work)` starts it, does the asynchronous `work` in it, and stops it."""

    def __init__(self, owner: User, port: int) -> None:
        self.meter = Meter()
        self._owner = owner
        self._port = port
        self._client = signed_in(owner)
        self._cookie = session_cookie(owner)
        self._browser = DatabaseThreads(BROWSER)

    def run(self, work: Callable[[], Awaitable[T]]) -> T:
        with asyncio.Runner(loop_factory=LeapingLoop) as runner, self.meter.on():
            loop = runner.get_loop()
            assert isinstance(loop, LeapingLoop)
            loop.in_thread = partial(self.meter.add, "calls in threads")
            loop.set_task_factory(self.meter.make_task)
            return runner.run(self._run(work))

    def close(self) -> None:
        self._browser.close()
        gc.collect()  # connections of threads that have ended, or the database cannot be dropped

    async def counted(self, *texts: str, watchers: int = 1, **pace: float) -> Counts:
        """What it costs to answer with these texts at once, each in a chat that so many watch."""
        answers = [(text, render(text)) for text in texts]
        async with AsyncExitStack() as stack:
            chats = [await self.open(stack, watchers) for _ in answers]
            return await self.counting(lambda: _answered(chats, answers, PACE | pace))

    async def counting(self, work: Callable[[], Awaitable[object]]) -> Counts:
        """What is counted until the work is done, and what it brought about is over."""
        await asyncio.sleep(REST)
        before = self.meter.taken()
        await work()
        await asyncio.sleep(REST)
        return self.meter.taken() - before

    async def open(self, stack: AsyncExitStack, watchers: int) -> list[Page]:
        """So many pages of a new chat."""
        chat = await self._browser.run(self._owner.chats.create, model=MODEL)
        return [await stack.enter_async_context(self._page(chat.pk)) for _ in range(watchers)]

    @asynccontextmanager
    async def _page(self, chat: UUID) -> AsyncIterator[Page]:
        async with connected(self._cookie, self.meter) as live:
            page = Page(chat, self._client, self._browser, live)
            await page.load()
            yield page

    async def _run(self, work: Callable[[], Awaitable[T]]) -> T:
        async with ScriptedProvider(port=self._port):
            await process.current()
            bus.subscribe(self.meter.hear)
            try:
                return await work()
            finally:
                bus.unsubscribe(self.meter.hear)
                await process.stop()


async def _answered(
    chats: Sequence[Sequence[Page]], answers: Sequence[Answer], pace: dict[str, float]
) -> None:
    asked = zip(chats, answers, strict=True)
    await asyncio.gather(*(_asked(pages, answer, pace) for pages, answer in asked))


async def _asked(pages: Sequence[Page], answer: Answer, pace: dict[str, float]) -> None:
    text, html = answer
    watched = await pages[0].ask(text, **pace)
    await asyncio.gather(*(page.follow(watched, html) for page in pages))
