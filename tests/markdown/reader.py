"""A reader that does with the operations what the browser does."""

from html.parser import HTMLParser

from palaver.markdown import Ops

VOID = {"br", "hr", "input"}


class Reader:
    """Keeps the finished blocks as strings, the open container as its two ends and its items."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.shell: tuple[str, str] | None = None
        self.items = ""
        self.tail = ""

    def apply(self, ops: Ops) -> None:
        rest = iter(ops)
        for op in rest:
            if isinstance(op, int):
                self._write(op, str(next(rest)))
            elif op == "r":
                self._drop(int(next(rest)))
            else:
                {"b": self._finish, "o": self._open, "x": self._close}[op]()

    @property
    def html(self) -> str:
        head, foot = self.shell or ("", "")
        return "".join(self.blocks) + head + self.items + self.tail + foot

    def _write(self, units: int, html: str) -> None:
        kept = self.tail.encode("utf-16-le")[: 2 * units]
        assert len(kept) == 2 * units
        self.tail = kept.decode("utf-16-le") + html

    def _drop(self, blocks: int) -> None:
        assert 0 <= blocks <= len(self.blocks)
        del self.blocks[blocks:]
        self.shell, self.items, self.tail = None, "", ""

    def _finish(self) -> None:
        assert self.tail
        if self.shell is None:
            self.blocks.append(self.tail)
        else:
            self.items += self.tail
        self.tail = ""

    def _open(self) -> None:
        assert self.shell is None
        assert self.tail.count(" data-open") == 1
        cut = self.tail.index(" data-open>") + len(" data-open>")
        self.shell, self.tail = (self.tail[:cut], self.tail[cut:]), ""

    def _close(self) -> None:
        assert self.shell is not None
        assert not self.tail
        head, foot = self.shell
        self.blocks.append(head.replace(" data-open", "") + self.items + foot)
        self.shell, self.items = None, ""


class Elements(HTMLParser):
    """The top-level elements of balanced HTML. Fails on anything out of balance."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.top: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.loose_text = ""
        self._stack: list[str] = []
        self.feed(html)
        self.close()
        assert not self._stack, f"never closed: {self._stack}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if not self._stack:
            self.top.append(tag)
        if tag not in VOID:
            self._stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self._stack:
            self.loose_text += data
