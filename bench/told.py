"""What people and models say to each other in an instance that is filled: seeded, in several
languages, with Markdown and code, in words of which few are frequent and most are rare."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

LONG_QUESTIONS = 0.1  # of all
WITH_NAMES = 0.3  # of all sentences
NAMES = 15_625  # rare words that there are
SYLLABLES = (
    "ba", "cor", "del", "ene", "fa", "gri", "hul", "ita", "jo", "kan", "lem", "mira", "nor", "ost",
    "pra", "quil", "ros", "sil", "tam", "ure", "vel", "wen", "xan", "yor", "zeph",
)  # fmt: skip


@dataclass(frozen=True)
class Language:
    """Its words, the frequent ones first."""

    words: Sequence[str]
    space: str = " "
    stop: str = "."
    asks: str = "?"


def _words(name: str) -> list[str]:
    return Path(__file__).with_name("words").joinpath(f"{name}.txt").read_text("utf-8").split()


LANGUAGES = {
    "en": Language(_words("en")),
    "de": Language(_words("de")),
    "fr": Language(_words("fr")),
    "es": Language(_words("es")),
    "ru": Language(_words("ru")),
    "zh": Language(_words("zh"), space="", stop="。", asks="？"),
    "ja": Language(_words("ja"), space="", stop="。", asks="？"),
}
FREQUENT = ("en", "en", "en", "en", "de", "fr", "es", "ru", "zh", "ja")
CODE = (
    "def {0}(values):\n    return sum(value * {1} for value in values)\n",
    "SELECT count(*) FROM {0}\nJOIN orders USING (id)\nWHERE amount > {1};\n",
    "const {0} = await fetch(`/api/{0}/{1}`);\nif (!{0}.ok) throw new Error();\n",
    "fn {0}(limit: usize) -> Vec<u64> {{\n    (0..limit).map(|n| n * {1}).collect()\n}}\n",
)
KINDS = ("python", "sql", "js", "rust")


class Teller:
    """Says the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311  no secret
        self._weights = {
            name: list(accumulate(1 / (rank + 2) for rank in range(len(language.words))))
            for name, language in LANGUAGES.items()
        }

    def language(self) -> str:
        return self.rng.choice(FREQUENT)

    def title(self, name: str) -> str:
        language = LANGUAGES[name]
        said = language.space.join([*self._words(name, self.rng.randint(2, 5)), self.name()])
        return said[:1].upper() + said[1:100]

    def question(self, name: str) -> str:
        many = self.rng.random() < LONG_QUESTIONS
        said = [self._sentence(name, LANGUAGES[name].asks) for _ in range(6 if many else 1)]
        return (LANGUAGES[name].space).join(said)

    def answer(self, name: str) -> str:
        parts = [self._paragraph(name)]
        for _ in range(self.rng.randint(0, 4)):
            part = self.rng.choice((self._paragraph, self._list, self._section, self._code))
            parts.append(part(name))
        return "\n\n".join(parts)

    def name(self) -> str:
        """A rare word."""
        number = self.rng.randrange(NAMES)
        parts = [SYLLABLES[number // 25**place % 25] for place in range(3)]
        return "".join(parts).capitalize() + ("ia" if number % 2 else "")

    def _words(self, name: str, number: int) -> list[str]:
        return self.rng.choices(LANGUAGES[name].words, cum_weights=self._weights[name], k=number)

    def _sentence(self, name: str, stop: str = "") -> str:
        language = LANGUAGES[name]
        said = self._words(name, self.rng.randint(6, 18))
        if self.rng.random() < WITH_NAMES:
            said[self.rng.randrange(1, len(said))] = self.name()
        whole = language.space.join(said)
        return whole[:1].upper() + whole[1:] + (stop or language.stop)

    def _paragraph(self, name: str) -> str:
        said = [self._sentence(name) for _ in range(self.rng.randint(2, 5))]
        return LANGUAGES[name].space.join(said)

    def _list(self, name: str) -> str:
        number = self.rng.randint(3, 6)
        return "\n".join(f"- **{self.name()}**: {self._sentence(name)}" for _ in range(number))

    def _section(self, name: str) -> str:
        return f"## {self.title(name)}\n\n{self._paragraph(name)}"

    def _code(self, _name: str) -> str:
        kind = self.rng.randrange(len(CODE))
        code = CODE[kind].format(self.name().lower(), self.rng.randint(2, 999))
        return f"```{KINDS[kind]}\n{code}```"
