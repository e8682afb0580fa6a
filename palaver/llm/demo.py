"""The built-in demo model: no network, always the same answer, says plainly what it is."""

import random
import re
from collections.abc import AsyncGenerator, Awaitable, Callable

from palaver.llm.demo_text import LONG, TOUR
from palaver.llm.events import Delta, Event, Finish, Usage
from palaver.llm.provider import Provider
from palaver.llm.request import Request

PAUSE = 0.035  # seconds between two words, on average
FIRST_PAUSE = 0.4  # seconds before the first

TEXTS = {"demo": TOUR, "demo-long": LONG}
MODELS = tuple(TEXTS)
DEMO = Provider(name="demo", base_url="demo:", models=MODELS, kind="demo")

_WORD = re.compile(r"\s*\S+\s*")


async def answer(
    request: Request, sleep: Callable[[float], Awaitable[None]]
) -> AsyncGenerator[Event, None]:
    """The demo's answer word by word; it goes on from a partial answer, and ends at max_tokens."""
    words = _words(request)
    limit = len(words) if request.max_tokens is None else request.max_tokens
    pace = random.Random(len(words))  # noqa: S311 (a pace, not a secret)
    await sleep(FIRST_PAUSE)
    for word in words[:limit]:
        yield Delta(word)
        await sleep(PAUSE * pace.uniform(0.4, 1.6))
    yield Usage(_size(request), min(limit, len(words)))
    yield Finish("stop" if limit >= len(words) else "length")


def _words(request: Request) -> list[str]:
    text = TEXTS.get(request.model, TOUR)
    rest = text.removeprefix(request.partial) if text.startswith(request.partial) else text
    return _WORD.findall(rest)


def _size(request: Request) -> int:
    return sum(len(turn.content.split()) for turn in request.messages)
