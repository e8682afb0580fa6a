"""What of all that can be measured is measured."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bench import loads, parts
from bench.systems import KINDS

PARTS = (*parts.REPEATED, *parts.ONCE)


@dataclass(frozen=True)
class Choice:
    """How many ask at once, of what, for which parts, how often."""

    numbers: Sequence[int]
    what: Sequence[str]
    parts: Sequence[str]
    repeat: int


ALL = Choice((1, 10, 50, 100, 200), tuple(KINDS), PARTS, 3)
QUICK = Choice(
    numbers=(10, 100),
    what=("limit", "embedded", "scaled"),
    parts=("start", "asking", "answers", "sending", "pages"),
    repeat=1,
)
SOME = Choice(ALL.numbers, ALL.what, ("asking", "answers"), 1)


@dataclass(frozen=True)
class Options:
    """As they were given."""

    choice: Choice
    tokens: int
    rate: float
    rounds: int
    webs: int

    @property
    def is_all(self) -> bool:
        often = self.choice.repeat >= ALL.repeat
        return often and replace(self.choice, repeat=ALL.repeat) == ALL


def parse(description: str) -> Options:
    words = _words(description).parse_args()
    return Options(_choice(words), words.tokens, words.rate, words.rounds, words.webs)


def _choice(words: argparse.Namespace) -> Choice:
    some = SOME if words.numbers or words.what or words.parts else ALL
    given = QUICK if words.quick else some
    return Choice(
        words.numbers or given.numbers,
        words.what or given.what,
        words.parts or given.parts,
        words.repeat or given.repeat,
    )


def _words(description: str) -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(prog="python -m bench", description=description)
    words.add_argument("-n", dest="numbers", type=_numbers, help="at once, as in 1,10,100")
    words.add_argument("--what", type=_among(KINDS), help=", ".join(KINDS))
    words.add_argument("--parts", type=_among(PARTS), help=", ".join(PARTS))
    words.add_argument("--quick", action="store_true", help="as much as three minutes hold")
    words.add_argument("--repeat", type=int, help="interleaved repetitions")
    words.add_argument("--tokens", type=int, default=loads.LENGTH, help="of each answer (300)")
    words.add_argument("--rate", type=float, default=loads.RATE, help="tokens per second (50)")
    words.add_argument("--rounds", type=int, default=1, help="answers of each client (1)")
    words.add_argument("--web", dest="webs", type=int, default=1, help="web processes (1)")
    return words


def _numbers(words: str) -> list[int]:
    return [int(word) for word in words.split(",")]


def _among(names: Iterable[str]) -> Callable[[str], list[str]]:
    def parsed(words: str) -> list[str]:
        chosen = words.split(",")
        if unknown := [name for name in chosen if name not in names]:
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}")
        return chosen

    return parsed
