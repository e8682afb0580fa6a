"""The only module that knows pyromark."""

from collections.abc import Iterable
from typing import Any, cast

import pyromark
from pyromark import Options
from pyromark.event import BrokenLink

Event = tuple[str | dict[str, Any], dict[str, int]]
Definitions = dict[str, tuple[str, str]]  # label: (destination, title)

OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_MATH
)


class Parser:
    """Parses pieces of one document, and remembers the links that earlier pieces defined."""

    def __init__(self) -> None:
        self._definitions: Definitions = {}
        self._markdown = pyromark.Markdown(options=OPTIONS)

    def events(self, prepared: str) -> Iterable[Event]:
        """Each event with its range in the UTF-8 form of the source."""
        events = self._markdown.events_with_range(prepared, merge_text=True)
        return cast("Iterable[Event]", events)

    def remember(self, prepared: str) -> None:
        found = pyromark.reference_definitions(prepared, options=OPTIONS)
        if found:
            for label, link in found.items():
                self._definitions.setdefault(_key(label), (link["dest"], link["title"] or ""))
            self._markdown = pyromark.Markdown(options=OPTIONS, broken_link_callback=self._resolve)

    def _resolve(self, link: BrokenLink) -> tuple[str, str] | None:
        return self._definitions.get(_key(link["reference"]))


def _key(label: str) -> str:
    return " ".join(label.split()).casefold()
