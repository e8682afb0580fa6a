"""What is answered; a token is four characters, whatever they are."""

from collections.abc import Callable

from bench import text

TOKEN = 4  # characters

Kind = Callable[[int], str]

SENTENCE = "The river runs past the old mill and on to the sea"


def mixed(tokens: int) -> str:
    """What the bench lets answers say: paragraphs, lists, code and headings."""
    return text.text(1, 2 * tokens)[: TOKEN * tokens]


def prose(tokens: int) -> str:
    return _cut(tokens, lambda n: f"{SENTENCE} {n}." + ("\n\n" if n % 5 == 0 else " "))


def one_paragraph(tokens: int) -> str:
    return _cut(tokens, lambda n: f"{SENTENCE} {n}. ")


def code(tokens: int) -> str:
    return _cut(tokens, lambda n: f"    mill[{n}] = river < {n} & sea\n", "```python\n")


def tight_list(tokens: int) -> str:
    return _cut(tokens, lambda n: f"- **{n}**: {SENTENCE}.\n")


def table(tokens: int) -> str:
    return _cut(tokens, lambda n: f"| {n} | {SENTENCE} |\n", "| a | b |\n| --- | --- |\n")


KINDS: tuple[Kind, ...] = (prose, one_paragraph, code, tight_list, table)


def _cut(tokens: int, line: Callable[[int], str], head: str = "") -> str:
    lines = (line(number) for number in range(1, tokens))
    return (head + "".join(lines))[: TOKEN * tokens]
