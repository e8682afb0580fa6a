"""Whether a line that is still growing can yet change its mind about where a block begins.

The parser decides a line by the lines before it and its own first characters. So the block that
holds the last line is open, and every block before it is closed, once that line is decided.
"""

import re

from palaver.markdown.renderer import Block

# As long as a line consists of these it may become an underline, a rule, a marker, or text.
_UNDECIDED = re.compile(r"[\s\d*+=~`#>_.)-]*|[\s|:-]*")
_BACKTICKS = re.compile(r"[ \t]*```")
_ENDS_WITH_ITS_LINE = {"Heading", "Rule", "CodeBlock"}
_GOES_ON_AFTER_A_BLANK_LINE = {"List", "FootnoteDefinition"}


def block_is_settled(source: str, start: int, block: Block, previous: Block) -> bool:
    """Whether `block`, whose first line begins at `start`, is sure not to join `previous`."""
    if previous.kind in _ENDS_WITH_ITS_LINE:
        return True
    if _follows_blank_line(source, start):
        return previous.kind not in _GOES_ON_AFTER_A_BLANK_LINE or item_is_settled(source, start)
    if block.kind == "Table":  # only its second line takes the first from a paragraph
        return source.count("\n", start) > 1
    if _BACKTICKS.match(source, start):  # a fence, until "```py```" makes it code in a paragraph
        return "\n" in source[start:]
    return item_is_settled(source, start)


def item_is_settled(source: str, start: int) -> bool:
    return "\n" in source[start:] or not _UNDECIDED.fullmatch(source, start)


def _follows_blank_line(source: str, start: int) -> bool:
    line = source.rfind("\n", 0, max(start - 1, 0)) + 1
    return not source[line:start].strip()
