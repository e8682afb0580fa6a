"""Text as the index has it: words between spaces, the same however they were typed.

PostgreSQL makes the same of it by the same classes of characters (see postgresql.py).
"""

import re
import unicodedata

LONGEST = 200_000  # characters of a text that are searched, so that PostgreSQL takes every text

# In the notation that Python's and PostgreSQL's regular expressions share.
ACCENTS = (
    r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    r"\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
)
SEPARATORS = (
    r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf"
    r"\u00d7\u00f7\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u06d4\u0964\u0965"
    r"\u2000-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u30fb\ufe00-\ufe6f\ufeff"
    r"\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\ufff0-\uffff\U0001f000-\U0001faff"
)
# Scripts without spaces between words: each character is a word, and several are a phrase.
UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3021-\u3029\u3040-\u30fa\u30fc-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
)

_ACCENTS = re.compile(f"[{ACCENTS}]+")
_SEPARATORS = re.compile(f"[\0{SEPARATORS}\ud800-\udfff]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")


def words(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text[:LONGEST])
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", plain))
    return _UNSPACED.sub(r" \g<0> ", _SEPARATORS.sub(" ", plain)).lower()


def is_unspaced(character: str) -> bool:
    return bool(_UNSPACED.match(character))


def letters(text: str) -> str:
    """The text with each character as words have it, or a space: the positions stay as they are.

    An accent that stands alone belongs to the letter before it, and is left where it is.
    """
    return text.translate(_LETTERS)


class _Letters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = letter if _ACCENTS.match(letter) else words(letter).strip()[:1] or " "
        return self[code]


_LETTERS = _Letters()
