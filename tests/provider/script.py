"""The text that scripted models write: endless, seeded, and every token carries its number.

A shorter script of the same seed is always the beginning of a longer one.
"""

import random
from collections.abc import Iterator
from functools import lru_cache
from itertools import count, islice

WORDS = (
    "river", "stone", "naïve", "Straße", "你好", "世界", "こんにちは", "안녕", "שלום", "مرحبا",
    "e\u0301te\u0301", "a\u0308o\u0308", "क्षि", "👩‍👩‍👧", "🇩🇪", "👍🏽", "𝔘𝔫𝔦", "café", "**bold**",
    "*slant*", "`code`", "~~gone~~", "$x^2$", "a<b&c", "1_000", "end.", "why?",
)  # fmt: skip
LANGUAGES = ("python", "rust", "sql", "")


@lru_cache(maxsize=64)
def script_tokens(seed: int, tokens: int) -> tuple[str, ...]:
    """The first tokens of the script `seed`."""
    return tuple(islice(_tokens(random.Random(seed)), tokens))


def script_text(seed: int, tokens: int) -> str:
    """The first tokens of the script `seed`, joined."""
    return "".join(script_tokens(seed, tokens))


def _tokens(rng: random.Random) -> Iterator[str]:
    numbers = count(1)
    blocks = (_paragraph, _paragraph, _heading, _list, _table, _fence, _quote, _formula)
    while True:
        yield from rng.choice(blocks)(rng, numbers)


def _word(rng: random.Random, numbers: Iterator[int]) -> str:
    return f"{rng.choice(WORDS)}⟦{next(numbers)}⟧"


def _sentence(rng: random.Random, numbers: Iterator[int]) -> Iterator[str]:
    for _ in range(rng.randint(4, 12)):
        yield _word(rng, numbers) + " "


def _paragraph(rng: random.Random, numbers: Iterator[int]) -> Iterator[str]:
    for _ in range(rng.randint(1, 3)):
        yield from _sentence(rng, numbers)
    yield "\n\n"


def _heading(rng: random.Random, numbers: Iterator[int]) -> Iterator[str]:
    yield "#" * rng.randint(2, 4) + " "
    yield _word(rng, numbers)
    yield "\n\n"


def _list(rng: random.Random, numbers: Iterator[int]) -> Iterator[str]:
    marker = rng.choice(("- ", "1. ", "- [ ] "))
    for _ in range(rng.randint(2, 6)):
        yield marker
        yield from _sentence(rng, numbers)
        yield "\n"
    yield "\n"


def _table(rng: random.Random, numbers: Iterator[int]) -> Iterator[str]:
    columns = rng.randint(2, 4)
    for row in range(rng.randint(3, 6)):
        yield "|"
        for _ in range(columns):
            yield f" {_word(rng, numbers)} |"
        yield "\n"
        if row == 0:
            yield "|" + " --- |" * columns + "\n"
    yield "\n"


def _fence(rng: random.Random, numbers: Iterator[int]) -> Iterator[str]:
    yield "```" + rng.choice(LANGUAGES) + "\n"
    for _ in range(rng.randint(2, 8)):
        yield "    " * rng.randint(0, 3)
        yield _word(rng, numbers)
        yield " = <b>&amp;\n"
    yield "```\n\n"


def _quote(rng: random.Random, numbers: Iterator[int]) -> Iterator[str]:
    for _ in range(rng.randint(1, 3)):
        yield "> "
        yield from _sentence(rng, numbers)
        yield "\n"
    yield "\n"


def _formula(rng: random.Random, numbers: Iterator[int]) -> Iterator[str]:
    yield "$$\n"
    yield f"x_{{{next(numbers)}}} = \\frac{{{rng.randint(1, 9)}}}{{2}}\n"
    yield "$$\n\n"
