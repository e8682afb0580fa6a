"""How many tokens a text has, about; a model's own tokenizer would have to be downloaded.

What a provider reports of earlier prompts corrects it: see `palaver.generation.prompt`.
"""

import string

_OTHERS = bytes(set(range(128)) - set(f"{string.ascii_letters}{string.digits} ".encode()))
# Tokens for each byte of a kind. Of a character in several bytes, the first one counts.
_KINDS = (
    (f"{string.ascii_letters} ".encode(), 1 / 4.5),
    (string.digits.encode(), 1 / 2.5),
    (_OTHERS, 0.6),
    (bytes(range(0xC2, 0xE0)), 0.5),  # Latin with accents, Greek, Cyrillic, Hebrew, Arabic
    (bytes(range(0xE0, 0xF0)), 1.0),  # Chinese, Japanese, Korean, Indic
    (bytes(range(0xF0, 0xF5)), 2.0),  # emoji
)
FEWEST = 1 / 4.5  # tokens of any character
OF_A_TURN = 4  # tokens around its text


def tokens(text: str) -> float:
    """The estimate for a text, in time that is in proportion to its length."""
    data = text.encode("utf-8", "replace")
    size = len(data)
    return sum(weight * (size - len(data.translate(None, kind))) for kind, weight in _KINDS)
