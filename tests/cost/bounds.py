"""How much anything may cost at most: a tenth or two above what is counted now.

To change a line, run `pytest tests/cost` on both databases: each failure says what was counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

SLACK = 2  # a count so many times below its bound is not watched by it any more


@dataclass(frozen=True, slots=True)
class On:
    """A bound that depends on the database."""

    sqlite: float
    postgresql: float

    @property
    def here(self) -> float:
        return self.postgresql if connection.vendor == "postgresql" else self.sqlite


Bounds = Mapping[str, float | On]


def breaches(counted: Mapping[str, float], bounds: Bounds) -> dict[str, str]:
    """A sentence for each name whose count is above its bound, or so low that it guards nothing."""
    limits = {name: b.here if isinstance(b, On) else b for name, b in bounds.items()}
    found = {name: _breach(counted.get(name, 0), most) for name, most in limits.items()}
    return {name: breach for name, breach in found.items() if breach}


def _breach(number: float, most: float) -> str:
    if number > most:
        return f"{number:g}, at most {most:g} allowed: make it cheaper, or change bounds.py"
    if number * SLACK < most:
        return f"{number:g}, far below {most:g}: is it still counted? Then lower it in bounds.py"
    return ""


# One answer of 1,000 tokens to one page, five tokens a tick, from the post to the end.
ANSWER: Bounds = {
    "statements": On(sqlite=830, postgresql=340),
    "transactions": 330,
    "characters given to the database": On(sqlite=53_000, postgresql=47_000),
    "calls in threads": 280,
    "reads": 225,
    "hints": 225,
    "characters in hints": 4_400,
    "renders": 220,
    "characters rendered": 25_500,
    "cleanings": 440,
    "characters cleaned": 31_000,
    "frames": 225,
    "bytes": 12_900,
    "tasks": 245,
    "function calls": On(sqlite=194_000, postgresql=183_000),
}

# Ten answers of 500 tokens at once, each to a page of its own; for 1,000 tokens of them.
TEN_ANSWERS: Bounds = {
    "statements": On(sqlite=156, postgresql=103),
    "transactions": 76,
    "calls in threads": 48,
    "frames": 215,
    "tasks": 340,
    "function calls": 140_000,
}

# An answer of 300 tokens: bytes on the wire.
BYTES: Bounds = {
    "alone": 5_000,
    "on a busy server": 4_050,
}

# 8,000 tokens in terms of 1,000, whatever is counted.
GROWTH = 8.8

# One question, from the post to the end of its answer: the statements of each step.
STATEMENTS: Bounds = {
    "browser": On(sqlite=16, postgresql=15),
    "claim": On(sqlite=3, postgresql=2),
    "_prepare": 3,
    "close": 1,
    "finish": On(sqlite=8, postgresql=6),
    "_visible_generation": 1,
    "_reading": 4,  # twice where it meets the end
}

# A page, however long the chat or the list: its statements.
PAGES: Bounds = {"a new chat": 6, "the list": 9, "a chat": 9, "its earlier messages": 7}

# An answer of 1,000 tokens: bytes of memory at its height.
MEMORY: Bounds = {"peak": 720_000}
BLOCKS_LEFT = 700  # once it has ended: 300 of them of a connection that a thread opens only now

# A page that is open and watches, while nothing happens: bytes of memory.
IDLE_PAGE: Bounds = {"size": 17_500}

# A minute of a server on which nothing happens, however many pages are open.
IDLE_MINUTE: Bounds = {
    "statements": On(sqlite=112, postgresql=115),
    "calls in threads": 58,
    "function calls": On(sqlite=82_000, postgresql=94_000),
}
