"""What the measured answers say: seeded English Markdown, about four characters a token.

Mixed, or one kind of block that does not end: paragraphs, a code block, a list, a table.
"""

import random
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

WORDS = (
    "the", "a", "of", "to", "and", "in", "that", "is", "was", "for", "on", "with", "as", "it",
    "be", "by", "at", "an", "or", "not", "we", "can", "one", "all", "time", "more", "when", "each",
    "small", "large", "water", "number", "process", "answer", "memory", "because", "between",
)  # fmt: skip


@lru_cache(maxsize=1024)
def tokens(seed: int, number: int, content: str = "mixed") -> tuple[str, ...]:
    """The first tokens of the answer `seed`."""
    return tuple(islice(KINDS[content](random.Random(seed)), number))  # noqa: S311  no secret


def text(seed: int, number: int) -> str:
    return "".join(tokens(seed, number))


def _mixed(rng: random.Random) -> Iterator[str]:
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
        yield from _item(rng)
    yield "\n"


def _item(rng: random.Random) -> Iterator[str]:
    yield "- "
    yield f"**{rng.choice(WORDS)}**"
    yield ": "
    yield from _sentence(rng)
    yield "\n"


def _code(rng: random.Random) -> Iterator[str]:
    yield "```python\n"
    for _ in range(rng.randint(3, 8)):
        yield from _line(rng)
    yield "```\n\n"


def _line(rng: random.Random) -> Iterator[str]:
    yield rng.choice(WORDS)
    yield " ="
    yield f" {rng.randint(1, 999)}"
    yield "\n"


def _heading(rng: random.Random) -> Iterator[str]:
    yield "## "
    yield from (rng.choice(WORDS).capitalize(), f" {rng.choice(WORDS)}")
    yield "\n\n"


def _prose(rng: random.Random) -> Iterator[str]:
    while True:
        yield from _paragraph(rng)


def _long_code(rng: random.Random) -> Iterator[str]:
    yield "```python\n"
    while True:
        yield from _line(rng)


def _long_list(rng: random.Random) -> Iterator[str]:
    while True:
        yield from _item(rng)


def _long_table(rng: random.Random) -> Iterator[str]:
    yield from ("| word", " | number", " |\n", "|---", "|---", "|\n")
    while True:
        yield from ("| ", rng.choice(WORDS), " | ", f"{rng.randint(1, 9999)}", " |\n")


KINDS: dict[str, Callable[[random.Random], Iterator[str]]] = {
    "mixed": _mixed,
    "prose": _prose,
    "code": _long_code,
    "list": _long_list,
    "table": _long_table,
}
