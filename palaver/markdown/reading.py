"""One parse of the source that is still open."""

from functools import cached_property

from palaver.markdown.parser import Parser
from palaver.markdown.renderer import Block, Item, blocks
from palaver.markdown.settled import block_is_settled, item_is_settled
from palaver.markdown.source import prepared, restored
from palaver.markdown.unfinished import completed


class Reading:
    def __init__(self, parser: Parser, source: str, prefix: str = "") -> None:
        self._source = source
        self._prefix = prefix
        self._given = prepared(prefix + source)
        self._found = blocks(completed(list(parser.events(self._given))))

    @cached_property
    def blocks(self) -> list[Block]:
        """Without the last, if the line it begins with may yet turn into something else."""
        pair = self._found[-2:]
        if len(pair) > 1 and not self._are_apart(*pair):
            return self._found[:-1]
        return self._found

    def _are_apart(self, previous: Block, last: Block) -> bool:
        return block_is_settled(self._source, self.line_start(last), last, previous)

    def is_settled(self, item: Item) -> bool:
        return item_is_settled(self._source, self.line_start(item))

    def line_start(self, part: Block | Item) -> int:
        """Where in the source the line begins on which `part` does."""
        index = part.start
        if not self._given.isascii():
            index = len(restored(self._given.encode()[:index].decode()))
        return self._source.rfind("\n", 0, max(index - len(self._prefix), 0)) + 1
