"""The operations that lead a reader from one view of a text to a later one.

A number and a string: keep so many UTF-16 units of the tail, then add the string. "b": the tail is
finished. "o": the tail is the shell of a container, and tails go inside it from here. "x": leave
the container. "r" and a number: drop everything after so many finished blocks.
"""

from palaver.markdown.view import Container, View

Ops = list[int | str]


def difference(old: View | int, new: View) -> Ops:
    """An int as `old` stands for a reader of whom only the number of finished blocks is known.

    They have to be the blocks of `new`: a stream that was fed in other pieces may have known of
    a definition earlier or later.
    """
    if isinstance(old, int):
        return _again(old, new)
    ops = _onward(old, new)
    return _again(old.blocks, new) if ops is None else ops


def _again(blocks: int, new: View) -> Ops:
    blocks = max(0, min(blocks, new.blocks, new.kept))
    return ["r", blocks, *_rest(blocks, new)]


def _onward(old: View, new: View) -> Ops | None:
    if old.blocks > min(new.blocks, new.kept):
        return None
    if old.blocks < new.blocks:
        return _finish(old, new)
    if old.container is None:
        return _open(old.tail, new)
    if old.container is new.container and old.items <= new.items:
        return _items(old.tail, old.items, old.container, new)
    return None


def _finish(old: View, new: View) -> Ops | None:
    block = new.finished[old.blocks]
    if old.container is None:
        ops = [*_tail(old.tail, block), "b"]
    elif (rest := _remainder(block, old.container, old.items)) is None:
        return None
    else:
        ops = [*_tail(old.tail, rest), *(["b"] if rest else []), "x"]
    return ops + _rest(old.blocks + 1, new)


def _remainder(block: str, container: Container, items: int) -> str | None:
    shown = container.head + "".join(container.items[:items])
    if block.startswith(shown) and block.endswith(container.foot):
        return block[len(shown) : len(block) - len(container.foot)]
    return None


def _rest(blocks: int, new: View) -> Ops:
    ops: Ops = []
    for html in new.finished[blocks : new.blocks]:
        ops += [0, html, "b"]
    return ops + _open("", new)


def _open(tail: str, new: View) -> Ops:
    if new.container is None:
        return _tail(tail, new.tail)
    return [*_tail(tail, new.container.shell), "o", *_items("", 0, new.container, new)]


def _items(tail: str, items: int, container: Container, new: View) -> Ops:
    if items == new.items:
        return _tail(tail, new.tail)
    finished = "".join(container.items[items : new.items])
    return [*_tail(tail, finished), "b", *_tail("", new.tail)]


def _tail(old: str, new: str) -> Ops:
    if old == new:
        return []
    common = _common_prefix(old, new)
    return [_utf16_length(new[:common]), new[common:]]


def _common_prefix(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
