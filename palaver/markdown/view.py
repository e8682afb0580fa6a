"""A point in the state of a growing document."""

from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Container:
    """An open list, table or code block: its finished items stand between `head` and `foot`."""

    head: str
    foot: str
    items: list[str] = field(default_factory=list)  # only ever grows

    @property
    def shell(self) -> str:
        """The container empty, and marked where the browser is to put the items."""
        return f"{self.open_head}{self.foot}"

    @property
    def open_head(self) -> str:
        return f"{self.head[:-1]} data-open>"

    def html(self) -> str:
        return f"{self.head}{''.join(self.items)}{self.foot}"


@dataclass(frozen=True, eq=False, slots=True)
class View:
    """What a reader sees of a text: finished blocks, and at most one open block after them.

    `tail` is the HTML of the open block, or of the open item when that block is a container.
    """

    position: int  # code points of the text that are taken into account
    blocks: int  # finished ones
    kept: int  # how many of them every earlier view of the same text agrees with
    tail: str
    container: Container | None
    items: int  # finished ones in the container
    finished: list[str] = field(repr=False)  # shared by the views of a text, only ever grows

    @property
    def html(self) -> str:
        return "".join(self.finished[: self.blocks]) + self._open

    @property
    def _open(self) -> str:
        if self.container is None:
            return self.tail
        items = "".join(self.container.items[: self.items])
        return f"{self.container.open_head}{items}{self.tail}{self.container.foot}"
