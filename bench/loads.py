"""What is asked of a system, and what for."""

from dataclasses import dataclass

FEWEST_ANSWERS = 3  # of one measurement, however few ask at once
POSTS = 33.0  # per second, at which the clients of a measurement begin
LENGTH = 300  # tokens of an answer
RATE = 50.0  # tokens per second of an answer


@dataclass(frozen=True)
class Load:
    """So many clients, each with `rounds` answers one after the other."""

    answers: int = 1  # at once
    length: int = LENGTH
    rate: float = RATE
    rounds: int = 1
    rest: float = 0.0  # seconds that pages stay open of which none asks
    content: str = "mixed"  # of bench.text.KINDS
    within: float = 0.0  # seconds over which the clients begin; otherwise POSTS says
    slow_every: int = 0  # each client of that number reads slowly
    together: bool = False  # no answer begins before the last of them is asked for

    @property
    def streams(self) -> bool:
        """Whether more is measured than how answers begin and end."""
        return bool(self.rounds) and self.length > 1

    @property
    def ramp(self) -> float:
        """Seconds over which the clients begin."""
        return self.within or (self.answers - 1) / POSTS

    @property
    def label(self) -> str:
        """As in "100", or in what it differs from such a load."""
        differs = {
            f" × {self.length:,} tokens": self.length != LENGTH,
            f" of {self.content}": self.content != "mixed",
            f", {self.within:g} s": bool(self.within),
            f", 1 of {self.slow_every} slow": bool(self.slow_every),
        }
        return f"{self.answers}" + "".join(word for word, there in differs.items() if there)


def at_once(answers: int, length: int = LENGTH, rate: float = RATE, rounds: int = 1) -> Load:
    """So many answers, and one after the other where that makes too few."""
    return Load(answers, length, rate, max(rounds, -(-FEWEST_ANSWERS // answers)))


ASKING = Load(25, length=1, rounds=4)  # hardly anything is streamed
FIRST_PAGE = Load(1, rounds=0)  # has a process load what it loads but once
IDLE = Load(1000, rounds=0, rest=10.0)
SENDING = Load(100, within=1.0)
SLOW = Load(100, slow_every=5)
CROWD = Load(300, together=True)

CONTENTS = ("prose", "code", "list", "table")
SHORT_ANSWER, LONG_ANSWER = 1_000, 32_000  # tokens
FAST = 1600.0  # tokens per second: a long answer would take ten minutes at RATE


def short(content: str) -> Load:
    return Load(1, SHORT_ANSWER, FAST, rounds=4, content=content)


def long(content: str) -> Load:
    return Load(1, LONG_ANSWER, FAST, content=content)
