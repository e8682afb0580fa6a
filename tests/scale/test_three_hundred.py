"""Three hundred answers live at once on one worker process and two web processes: all exact."""

import asyncio
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from bench.live import LiveClient
from bench.page import MODEL
from bench.questions import Script
from bench.systems import Scaled, program

ANSWERS = 300
TOKENS = 150
RATE = 50.0  # tokens per second
ANSWERED = """
SELECT message.id, message.text, generation.status, generation.epoch
FROM chats_message message JOIN generation_generation generation ON message.id = message_id
"""
# Three hundred posts would take longer than their answers.
ASK = """
import uuid
from palaver.chats.models import Chat
from palaver.generation.models import Generation
for chat, question in {questions!r}:
    chat = Chat.objects.get(pk=chat)
    asked = Generation.objects.ask(chat, question, client_id=uuid.uuid4(), model={model!r})
    print(asked.message_id)
"""


class Reader(LiveClient):
    """Follows the answer of a message."""

    def __init__(self, address: str, session: str, message: str) -> None:
        super().__init__(address, session)
        self._asked = message

    async def _ask(self, script: Script) -> None:
        self._follow(self._asked)


@pytest.fixture(scope="module")
def scaled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scaled]:
    with (
        program("bench.provider") as (_, provider),
        Scaled(tmp_path_factory.mktemp("scaled"), provider, webs=2) as running,
    ):
        yield running


async def test_three_hundred_answers_at_once_are_exact(scaled: Scaled) -> None:
    run = uuid4().hex
    scripts = [Script(f"{run}.{n}", n, TOKENS, RATE, ANSWERS) for n in range(ANSWERS)]
    clients = await asyncio.to_thread(scaled.clients, ANSWERS)
    questions = [
        (chat, script.question) for (_, chat, _), script in zip(clients, scripts, strict=True)
    ]
    messages = await asyncio.to_thread(_ask, scaled, questions)
    readers = [
        Reader(address, session, message)
        for (address, _, session), message in zip(clients, messages, strict=True)
    ]
    await asyncio.gather(*(reader.open() for reader in readers))
    answers = await asyncio.gather(*map(Reader.answer, readers, scripts))
    await asyncio.gather(*(reader.close() for reader in readers))

    assert [answer.fault for answer in answers] == [""] * ANSWERS
    stored = {row[0]: row[1:] for row in scaled.rows(ANSWERED)}
    for message, script in zip(messages, scripts, strict=True):
        text, status, epoch = stored[UUID(message)]
        assert (text, status, epoch) == (script.text, "done", 1)


def _ask(scaled: Scaled, questions: list[tuple[str, str]]) -> list[str]:
    """Asks all of them, as one web process would; the ids of the answers' messages."""
    return scaled.shell(ASK.format(questions=questions, model=MODEL)).split()
