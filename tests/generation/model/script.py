"""What models write in the simulation: every word carries its epoch and its number."""

import random
import re
from collections.abc import Callable
from functools import lru_cache

Word = Callable[[], str]
WORD = re.compile(r"⟦(\d+\.\d+)⟧")


@lru_cache(maxsize=100)
def script(seed: int, epoch: int) -> str:
    """The text of one epoch; no two epochs write the same."""
    rng = random.Random(f"{seed}/{epoch}")
    number = 0

    def word() -> str:
        nonlocal number
        number += 1
        return f"{rng.choice(('ein', '👍🏽', '世界', '*so*', '`x`'))}⟦{epoch}.{number}⟧"

    blocks = [rng.choice((_paragraph, _list, _fence))(rng, word) for _ in range(rng.randint(1, 5))]
    return "".join(blocks)


def words(text: str) -> list[str]:
    return WORD.findall(text)


def _paragraph(rng: random.Random, word: Word) -> str:
    return " ".join(word() for _ in range(rng.randint(1, 5))) + "\n\n"


def _list(rng: random.Random, word: Word) -> str:
    return "".join(f"- {word()}\n" for _ in range(rng.randint(1, 4))) + "\n"


def _fence(rng: random.Random, word: Word) -> str:
    lines = "".join(f"{word()}\n" for _ in range(rng.randint(1, 3)))
    return f"```python\n{lines}```\n\n"
