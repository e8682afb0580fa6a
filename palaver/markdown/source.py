"""What is done to Markdown before it is parsed, and undone in every string the parser returns.

Raw HTML is text here, TeX may stand between \\( \\) and \\[ \\], and nothing may nest without end.
Each substitute is a noncharacter that `normalised` keeps out of the source, so `restored` is exact.
"""

import re

LESS = "\ufdd0"  # stands for "<", so that the parser never sees a tag
INLINE = "\ufdd1"  # beside "$": stands for \( and \)
DISPLAY = "\ufdd2"  # beside "$$": stands for \[ and \]
STOP = "\ufdd3"  # stands for nothing: it ends a run of markup that goes too far
DOLLAR = "\ufdd4"  # stands for a "$" that is money

MAX_MARKERS = 50  # containers that one line may open
MAX_COLUMNS = 64  # of a table: a short row is filled up, so columns multiply

_UNWANTED = re.compile("[\0\ud800-\udfff\ufdd0-\ufddf]")
_ADDRESS = r"(?:(?:https?://|mailto:)[^\s<>]*|[\w.+-]+@[\w.-]+)>"
_DESTINATION = r"(?<=\]\(<)[^<>\n]*>|(?<=\]: <)[^<>\n]*>"
_TAG = re.compile(rf"(?<!\\)<(?!{_ADDRESS}|{_DESTINATION})")
_FORMULA = r"(?!\\[][()])[^\n$]"
_TEX = re.compile(rf"\\(?:\(((?:{_FORMULA})+)\\\)|\[((?:{_FORMULA})+)\\\]|.)")
# Over several lines only if none of them might belong to another block than the first.
_OTHER_BLOCK = r"[ \t]*(?:[>#`~|]|(?:[-+*]|\d+[.)])[ \t\n]|\[\^|[-=_*|: \t]*\n)"
_TEX_LINES = re.compile(rf"^([ \t]*)\\\[((?:{_FORMULA}|\n\1(?!{_OTHER_BLOCK}))+)\\\]", re.MULTILINE)
_MONEY = re.compile(r"(?<=[\w/–-])\$(?=\d)")
_MARKERS = re.compile(
    rf"^((?:[ \t]*(?:>|[-+*](?=[ \t])|\d{{1,9}}[.)](?=[ \t]))){{{MAX_MARKERS}}})", re.MULTILINE
)
_FOOTNOTE = r"\[\^[^][\n]+\]:"
_FOOTNOTES = re.compile(rf"({_FOOTNOTE}[ \t]*)(?={_FOOTNOTE})")
_ALONE = str.maketrans({LESS: "<", DOLLAR: "$", STOP: "", INLINE: "", DISPLAY: ""})
_DELIMITERS = re.compile(r"^[ \t>|:-]+$", re.MULTILINE)


def normalised(text: str) -> str:
    return _UNWANTED.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def prepared(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(LESS, text)
    if "\\(" in text or "\\[" in text:
        text = _TEX_LINES.sub(rf"\1$${DISPLAY}\2{DISPLAY}$$", text)
        text = _TEX.sub(_with_dollars, text)
    if "$" in text:
        text = _MONEY.sub(DOLLAR, text)
    if text.count("|") > MAX_COLUMNS:
        text = _DELIMITERS.sub(_narrow, text)
    if "]:" in text:  # two definitions on a line would be two blocks, and a block begins a line
        text = _FOOTNOTES.sub(rf"\1{STOP}", text)
    if sum(map(text.count, ">-+*.)")) >= MAX_MARKERS:
        text = _MARKERS.sub(rf"\1{STOP}", text)
    return text


def restored(text: str) -> str:
    """The source that the parser was given, as it was."""
    if text.isascii():
        return text
    text = text.replace(f"$${DISPLAY}", "\\[").replace(f"{DISPLAY}$$", "\\]")
    text = text.replace(f"${INLINE}", "\\(").replace(f"{INLINE}$", "\\)")
    return text.translate(_ALONE)


def prose(text: str) -> str:
    """The same where Markdown's backslash counts: in running text."""
    if text.isascii():
        return text
    text = text.replace(f"$${DISPLAY}", "[").replace(f"{DISPLAY}$$", "]")
    text = text.replace(f"${INLINE}", "(").replace(f"{INLINE}$", ")")
    return restored(text)


def formula(text: str) -> str:
    """The same inside a formula, whose delimiters the parser has taken away."""
    return restored(text.strip(INLINE + DISPLAY))


def _with_dollars(match: re.Match[str]) -> str:
    if match[1]:
        return f"${INLINE}{match[1]}{INLINE}$"
    if match[2]:
        return f"$${DISPLAY}{match[2]}{DISPLAY}$$"
    return match[0]


def _narrow(match: re.Match[str]) -> str:
    return match[0] + STOP if match[0].count("|") > MAX_COLUMNS else match[0]
