"""Asks scripted models, whose whole answer is known."""

import asyncio
import re
from dataclasses import dataclass, replace
from uuid import uuid4

from tests.faults.waiting import until
from tests.provider.process import ProviderProcess
from tests.provider.script import script_text
from tests.running import MODEL
from tests.visitor import Visitor

NEW = "/chats/"


@dataclass(frozen=True)
class Asked:
    """A chat, a question in it, its answer's message, and what the model will have written."""

    chat: str
    question: str
    message_id: str
    script: str


async def ask(
    visitor: Visitor,
    *,
    seed: int = 1,
    tokens: int = 100,
    chat: str = NEW,
    model: str = MODEL,
    **parameters: object,
) -> Asked:
    """Sends a message in a chat, a new one at first; the answer is the script of the seed."""
    given = {"seed": seed, "tokens": tokens, **parameters}
    model = f"{model}?" + "&".join(f"{name}={value}" for name, value in given.items())
    question = f"Write script {uuid4()}."
    fields = {"text": question, "model": model, "client_id": str(uuid4())}
    path = chat if chat == NEW else f"{chat}messages/"
    sent = await asyncio.to_thread(visitor.post, path, **fields)
    assert sent.status == 302, sent.text
    message_id = await _last_answer(visitor, sent.location)
    return Asked(sent.location, question, message_id, script_text(seed, tokens))


async def ask_again(visitor: Visitor, asked: Asked) -> Asked:
    """Presses "retry" of an answer that has text, which makes another beside it."""
    await press(visitor, "retry", asked)
    return replace(asked, message_id=await _last_answer(visitor, asked.chat))


def times_asked(provider: ProviderProcess, asked: Asked) -> int:
    """How often the provider was asked for this answer."""
    questions = (request["messages"] for request in provider.requests())
    return sum(any(turn["content"] == asked.question for turn in turns) for turns in questions)


async def until_asked(provider: ProviderProcess, asked: Asked, times: int) -> None:
    await until(lambda: times_asked(provider, asked) == times)


async def press(visitor: Visitor, button: str, asked: Asked) -> None:
    """Presses "retry", "continuation" or "stop" of an answer."""
    path = f"/messages/{asked.message_id}/{button}/"
    answer = await asyncio.to_thread(visitor.post, path)
    assert answer.status == 302, answer.text


async def _last_answer(visitor: Visitor, chat: str) -> str:
    page = await asyncio.to_thread(visitor.get, chat)
    return str(re.findall(r'<palaver-answer message="([^"]*)"', page.text)[-1])
