"""What the measured answers say: seeded English Markdown, about four characters a token."""

import random
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

WORDS = (
    "the", "a", "of", "to", "and", "in", "that", "is", "was", "for", "on", "with", "as", "it",
    "be", "by", "at", "an", "or", "not", "we", "can", "one", "all", "time", "more", "when", "each",
    "small", "large", "water", "number", "process", "answer", "memory", "because", "between",
)  # fmt: skip


@lru_cache(maxsize=1024)
def tokens(seed: int, number: int) -> tuple[str, ...]:
    """The first tokens of the answer `seed`."""
    return tuple(islice(_blocks(random.Random(seed)), number))  # noqa: S311  no secret


def text(seed: int, number: int) -> str:
    return "".join(tokens(seed, number))


def _blocks(rng: random.Random) -> Iterator[str]:
    while True:
        yield from _paragraph(rng)
        yield from rng.choice((_paragraph, _list, _code, _heading))(rng)


def _sentence(rng: random.Random) -> Iterator[str]:
    yield rng.choice(WORDS).capitalize()
    for _ in range(rng.randint(6, 14)):
        yield f" {rng.choice(WORDS)}"
    yield "."


def _paragraph(rng: random.Random) -> Iterator[str]:
    for number in range(rng.randint(2, 4)):
        yield from [" "] if number else []
        yield from _sentence(rng)
    yield "\n\n"


def _list(rng: random.Random) -> Iterator[str]:
    for _ in range(rng.randint(3, 6)):
        yield "- "
        yield f"**{rng.choice(WORDS)}**"
        yield ": "
        yield from _sentence(rng)
        yield "\n"
    yield "\n"


def _code(rng: random.Random) -> Iterator[str]:
    yield "```python\n"
    for _ in range(rng.randint(3, 8)):
        yield rng.choice(WORDS)
        yield " ="
        yield f" {rng.randint(1, 999)}"
        yield "\n"
    yield "```\n\n"


def _heading(rng: random.Random) -> Iterator[str]:
    yield "## "
    yield from (rng.choice(WORDS).capitalize(), f" {rng.choice(WORDS)}")
    yield "\n\n"
