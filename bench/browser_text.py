"""A long answer as models write them: headings, prose, lists, tables and code."""

import random
import re
from collections.abc import Iterator

QUESTION = "How does a river grow old?"
OTHERWISE = "That deserves a longer answer. **Ask** for it.\n"
_TOKEN = re.compile(r" ?\w{1,5}|\s+|[^\w\s]{1,3}")
_SENTENCES = (
    "A river on a gentle slope never stays straight for long.",
    "Any small bend sends the fastest water to its **outer bank**, which wears away, while sand "
    "settles on the *inner bank*, so that the bend grows.",
    "The width of a meander belt is about ten times that of the channel.",
    "Clay holds a bank together where `cohesion` is high; sand does not.",
    "Most of the work is done in the few days of a year in which the water is high.",
    "When two bends meet, the neck is cut through and an oxbow lake is left behind.",
    "What a map shows is therefore only one state of something that moves all the time.",
    "Surveys from several decades are needed before a rate means much, and they rarely agree.",
    "See [the manual of the survey](https://example.org/survey) for how the lines were drawn.",
    "Below a dam the load is gone, and the same water cuts down instead of sideways.",
    "Vegetation slows the flow near the bank and, with its roots, keeps the soil where it is.",
    "None of this needs a turn of the Earth, however often that has been said.",
)
_TOPICS = ("Erosion", "Deposition", "Slope", "Discharge", "Sediment", "Vegetation", "Cutoffs")
_CODE = (
    "def migration(width: float, radius: float, k: float = 0.8) -> float:",
    '    """Metres per year, sideways."""',
    "    if radius <= 0:",
    '        raise ValueError(f"no bend has a radius of {radius}")',
    "    ratio = width / radius",
    "    return k * ratio if ratio < 0.4 else k * (0.8 - ratio)",
    "",
    "rates = [migration(120.0, radius) for radius in range(200, 2_000, 50)]",
    "for radius, rate in enumerate(rates):",
    '    print(f"{radius:>6} m  {rate:>8.3f} m/a")',
    "assert max(rates) < 1 and min(rates) > -1  # as measured < 1998 & since",
    "",
)


def tokens(number: int) -> list[str]:
    """So many tokens of four characters or so, always the same."""
    rng = random.Random(number)  # noqa: S311  no secret
    found: list[str] = []
    while len(found) < number:
        found += _TOKEN.findall("".join(_section(rng)))
    return found[:number]


def _section(rng: random.Random) -> Iterator[str]:
    yield f"## {rng.choice(_TOPICS)} and what follows from it\n\n"
    yield from (_paragraph(rng), _paragraph(rng), _list(rng, "-"), _paragraph(rng), _table(rng))
    yield from (_paragraph(rng), _code(rng), _paragraph(rng), _list(rng, "1."), _quote(rng))


def _sentences(rng: random.Random, number: int) -> str:
    return " ".join(rng.sample(_SENTENCES, number))


def _paragraph(rng: random.Random) -> str:
    return _sentences(rng, rng.randint(3, 6)) + "\n\n"


def _quote(rng: random.Random) -> str:
    return f"> {_sentences(rng, 2)}\n\n"


def _list(rng: random.Random, marker: str) -> str:
    items = rng.sample(_TOPICS, rng.randint(4, 6))
    return "".join(f"{marker} **{item}**: {_sentences(rng, 1)}\n" for item in items) + "\n"


def _table(rng: random.Random) -> str:
    rows = [f"| {topic} | {rng.randint(1, 99)} m | `{topic.lower()}` |" for topic in _TOPICS]
    return "\n".join(["| Process | Rate | Name |", "| :--- | ---: | --- |", *rows, "", ""])


def _code(rng: random.Random) -> str:
    lines = "\n".join(_CODE * rng.randint(1, 3))
    return f"Written down:\n\n```python\n{lines}\n```\n\n"
