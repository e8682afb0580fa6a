"""A list or a table, finished item by item."""

import re

from palaver.markdown.reading import Reading
from palaver.markdown.renderer import Block, Item
from palaver.markdown.view import Container

_NUMBER = re.compile(r"\d+")
_DELIMITERS = {"None": "-", "Left": ":-", "Center": ":-:", "Right": "-:"}


class Items:
    """The open container, and what the parser must be told of it to go on in its middle."""

    def __init__(self, block: Block) -> None:
        self.container = Container(block.head, block.foot)
        self.source = ""  # of the finished items of a tight list: it may become loose yet
        self._alignments = block.value if block.kind == "Table" else None
        self._loose = False

    def goes_on_in(self, block: Block) -> bool:
        same = (block.head, block.foot) == (self.container.head, self.container.foot)
        return same or bool(self.container.items)

    def prefix(self, source: str) -> str:
        """What to put before `source` so that it is parsed as what goes on in this container."""
        if not self.container.items:
            return ""
        if self._alignments is not None:
            delimiters = "|".join(_DELIMITERS[alignment] for alignment in self._alignments)
            return f"|{'x|' * len(self._alignments)}\n|{delimiters}|\n"
        return _loose_item(source) if self._loose else ""

    @property
    def skip(self) -> int:
        """How many items at the start of a parse come from the prefix."""
        return 1 if self._loose and self.container.items else 0

    def contradicted_by(self, reading: Reading) -> bool:
        """Whether the list turns out to be loose, after items of it were finished as tight."""
        if self._alignments is not None or self._loose or not self.container.items:
            return False
        goes_on, *others = reading.blocks
        if goes_on.loose is None:
            return bool(others)
        return goes_on.loose and reading.is_settled(goes_on.items[-1])

    def finish(self, items: list[Item], loose: bool | None, source: str) -> None:
        self.container.items += [item.html for item in items]
        self._loose = bool(loose)
        self.source = "" if loose else self.source + source


def _loose_item(source: str) -> str:
    bullet = source.lstrip()[0]
    marker = f"1{_NUMBER.split(source, 1)[1][0]}" if bullet.isdigit() else bullet
    return f"{marker}   x\n\n"  # so far right that whatever may follow as a sibling does
