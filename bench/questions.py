"""What is asked: it tells the fake provider what to write, and the client what will come."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from bench import text


@dataclass(frozen=True)
class Script:
    """One answer: `key` names it for the provider's account of when it wrote what."""

    key: str
    seed: int
    length: int  # tokens
    rate: float  # tokens per second
    together: int = 1  # so many answers of a run begin when the last of them is asked
    content: str = "mixed"  # of bench.text.KINDS

    @classmethod
    def parse(cls, question: str) -> Self:
        return cls(**json.loads(question))

    @property
    def run(self) -> str:
        """The part of the key that all answers of a measurement share."""
        return self.key.partition(".")[0]

    @property
    def question(self) -> str:
        return json.dumps(asdict(self))

    @property
    def tokens(self) -> tuple[str, ...]:
        return text.tokens(self.seed, self.length, self.content)

    @property
    def text(self) -> str:
        return "".join(self.tokens)

    @property
    def request(self) -> bytes:
        """The body of a request to the provider, for systems that send it as it is."""
        message = {"role": "user", "content": self.question}
        return json.dumps({"model": "model", "messages": [message], "stream": True}).encode()
