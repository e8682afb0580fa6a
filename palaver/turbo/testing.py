"""Helpers for the tests of code that broadcasts. While they capture, nothing is delivered."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from unittest.mock import patch

from palaver.turbo import transport
from palaver.turbo.names import Streamable, stream_name


@dataclass(frozen=True)
class Broadcast:
    """What was sent to one stream: its name and the HTML of one `<turbo-stream>` or more."""

    stream: str
    html: str

    @property
    def elements(self) -> tuple[dict[str, str], ...]:
        """The attributes of each `<turbo-stream>`, `action` and `target` among them."""
        parser = _Elements()
        parser.feed(self.html)
        return tuple(parser.found)

    def has(self, **attributes: str) -> bool:
        """Say whether one of the elements carries all these attributes."""
        return any(attributes.items() <= element.items() for element in self.elements)


@contextmanager
def capture_broadcasts() -> Iterator[list[Broadcast]]:
    """Collect the broadcasts of all threads in a list instead of sending them."""
    captured: list[Broadcast] = []

    def send(name: str, html: str) -> None:
        transport.require_no_loop()
        captured.append(Broadcast(name, html))

    async def asend(name: str, html: str) -> None:
        captured.append(Broadcast(name, html))

    with patch.multiple(transport, send=send, asend=asend):
        yield captured


@contextmanager
def assert_broadcasts(
    *streamables: Streamable, count: int = 1, **attributes: str
) -> Iterator[list[Broadcast]]:
    """Assert that the block sends exactly `count` broadcasts to the stream.

    Counts only those with all the attributes given, such as `action="append"`, `target="notes"`.
    """
    name = stream_name(*streamables)
    with capture_broadcasts() as captured:
        yield captured
    matching = [it for it in captured if it.stream == name and it.has(**attributes)]
    if len(matching) != count:
        sent = "\n".join(f"  {it.stream}: {it.html}" for it in captured) or "  nothing"
        raise AssertionError(
            f"Expected {count} broadcasts to {name} with {attributes}, not {len(matching)}."
            f" Sent were:\n{sent}"
        )


@contextmanager
def assert_no_broadcasts(*streamables: Streamable) -> Iterator[list[Broadcast]]:
    """Assert that the block sends nothing to the stream."""
    with assert_broadcasts(*streamables, count=0) as captured:
        yield captured


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "turbo-stream":
            self.found.append({name: value or "" for name, value in attrs})
