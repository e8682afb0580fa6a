"""Questions asked without end, and readers who come back wherever a server is."""

import asyncio
import itertools
import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, TypeVar
from uuid import UUID, uuid4

import psycopg

from tests.chaos.installation import Installation, Person
from tests.faults.page import Page
from tests.faults.shown import Shown
from tests.provider.script import script_text
from tests.running import Answer
from tests.visitor import Response, Visitor

MODEL = "faulty/scripted"
RATE = 20  # tokens per second
TOKENS = 60, 240  # of the shortest and the longest answer
RETRY = 0.3  # seconds after a refusal
LOOK_INTERVAL = 0.1  # seconds
PATIENCE = 75.0  # seconds without anything new, after which an answer is stuck
T = TypeVar("T")

AGAIN = {"failed", "interrupted", "stopped"}
STOPPED = 0.1  # of all answers, once
ANSWER_TO = """
SELECT answer.id FROM chats_message question
JOIN chats_message answer ON answer.parent_id = question.id WHERE question.client_id = ?
"""


@dataclass(frozen=True)
class Sight:
    """What a reader had before its eyes at a moment of the monotonic clock."""

    at: float
    position: int


class View(Shown):
    """One reader's answer, and when its text was seen."""

    def __init__(self, message_id: str) -> None:
        super().__init__(message_id)
        self.sights: list[Sight] = []

    def take(self, payload: list[Any]) -> bool:
        taken = super().take(payload)
        if taken:
            self.sights.append(Sight(time.monotonic(), self.position))
        return taken


class Reader(Page):
    """A page that comes back to either server, as behind a proxy."""

    def __init__(self, person: Person, rng: random.Random) -> None:
        super().__init__(person.visitors[0])
        self._person = person
        self._rng = rng

    @property
    def visitor(self) -> Visitor:
        return self._rng.choice(self._person.visitors)


@dataclass
class Question:
    """One question, what should become of it, and what did."""

    seed: int
    tokens: int
    fault: str = ""
    text: str = field(default_factory=lambda: f"Write script {uuid4()}.")
    client_id: str = field(default_factory=lambda: str(uuid4()))
    message_id: str = ""
    asked_at: float = 0.0
    ended_at: float = 0.0
    is_stuck: bool = False
    views: list[View] = field(default_factory=list)
    stored: Answer | None = None

    @property
    def model(self) -> str:
        fault = f"&fault={self.fault}&times=1" if self.fault else ""
        return f"{MODEL}?seed={self.seed}&tokens={self.tokens}&rate={RATE}{fault}"

    @property
    def script(self) -> str:
        return script_text(self.seed, self.tokens)


class Load:
    """So many answers at once; `asked` are the questions, `faults` the next answers' faults."""

    def __init__(
        self, installation: Installation, answers: int, judge: Callable[[Question], None]
    ) -> None:
        self.asked: list[Question] = []
        self.readers: set[Reader] = set()
        self.faults: deque[str] = deque()
        self._installation = installation
        self._judge = judge
        self._rng = random.Random(installation.rng.random())
        self._seeds = itertools.count(1)
        self._is_over = False
        people = itertools.cycle(installation.people)
        self._slots = [asyncio.create_task(self._converse(next(people))) for _ in range(answers)]

    @property
    def live(self) -> Iterator[Question]:
        return (one for one in self.asked if one.message_id and not one.ended_at)

    async def finish(self) -> None:
        """Asks no more, and waits for the last answers."""
        self._is_over = True
        await asyncio.gather(*self._slots)

    async def _converse(self, person: Person) -> None:
        await asyncio.sleep(self._rng.uniform(0, 3))
        while not self._is_over:
            fault = self.faults.popleft() if self.faults else ""
            question = Question(next(self._seeds), self._rng.randint(*TOKENS), fault)
            self.asked.append(question)
            await self._ask(person, question)
            await self._read(person, question)
            question.ended_at = time.monotonic()
            self._judge(question)

    async def _ask(self, person: Person, question: Question) -> None:
        question.asked_at = time.monotonic()
        words = {"text": question.text, "model": question.model, "client_id": question.client_id}
        while not await self._say(person, "/chats/", words):
            pass
        ((answer,),) = await self._look(ANSWER_TO, UUID(question.client_id))
        question.message_id = str(answer)

    async def _read(self, person: Person, question: Question) -> None:
        async with AsyncExitStack() as stack:
            readers = [Reader(person, self._rng) for _ in range(self._rng.randint(1, 2))]
            self.readers |= set(readers)
            stack.callback(self.readers.difference_update, readers)
            question.views = [View(question.message_id) for _ in readers]
            for reader, view in zip(readers, question.views, strict=True):
                await stack.enter_async_context(reader)
                await reader.follow_again(view)
            if self._rng.random() < STOPPED:
                at = self._rng.randrange(len(question.script))
                stopping = asyncio.create_task(_stop(readers[0], question.views[0], at))
                stack.callback(stopping.cancel)
            await self._read_to_the_end(person, question, readers)

    async def _read_to_the_end(
        self, person: Person, question: Question, readers: list[Reader]
    ) -> None:
        while await self._ended(question):
            question.stored = await self._stored(question)
            if question.stored.status not in AGAIN:
                return
            for view in question.views:
                view.run_again()
            await self._run_again(person, question)
            for reader, view in zip(readers, question.views, strict=True):
                await reader.follow_again(view)
        question.is_stuck = True
        question.stored = await self._stored(question)

    async def _ended(self, question: Question) -> bool:
        """Whether all readers saw an end; False once there was nothing new for too long."""
        seen, since = -1, time.monotonic()
        while not all(view.has_ended for view in question.views):
            await asyncio.sleep(LOOK_INTERVAL)
            now, moments = time.monotonic(), sum(len(view.moments) for view in question.views)
            if moments != seen:
                seen, since = moments, now
            elif now - since > PATIENCE:
                return False
        return True

    async def _run_again(self, person: Person, question: Question) -> None:
        """As somebody does who sees what became of it: no longer once it runs."""
        while (stored := await self._stored(question)).status in AGAIN:
            button = "continuation" if stored.text else "retry"
            await self._say(person, f"/messages/{question.message_id}/{button}/", {})

    async def _say(self, person: Person, path: str, words: dict[str, str]) -> bool:
        """Whether a server took it; one may be away, or the database."""
        visitor = self._rng.choice(person.visitors)
        with suppress(OSError, HTTPException):
            said: Response = await asyncio.to_thread(visitor.post, path, **words)
            if said.status == 302:
                return True
        await asyncio.sleep(RETRY)
        return False

    async def _stored(self, question: Question) -> Answer:
        answer = self._installation.fleet.here.answer
        return await _persist(lambda: answer(question.message_id))

    async def _look(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return await _persist(lambda: self._installation.look(query, *parameters))


async def _stop(reader: Reader, view: View, position: int) -> None:
    with suppress(TimeoutError):
        await view.reach(position)
        if not view.has_ended:
            await reader.stop(view)


async def _persist(look: Callable[[], T]) -> T:
    while True:
        with suppress(psycopg.Error):
            return await asyncio.to_thread(look)
        await asyncio.sleep(RETRY)
