"""What a reader sees of markup that is still being written: its meaning, not its punctuation."""

import re

from palaver.markdown.parser import Event

_STRONG = re.compile(r"(.*)\*\*(?!\s)([^*`]+)", re.DOTALL)
_CODE = re.compile(r"(.*)(?<!`)`([^`]+)", re.DOTALL)
_LINK = re.compile(r"(.*)\[([^][]+)\]\([^()\s]*", re.DOTALL)


def completed(events: list[Event]) -> list[Event]:
    """The same events, with the markup that the last text leaves open closed at its end."""
    last = len(events) - 1
    while last > 0 and "End" in events[last][0]:
        last -= 1
    if last < 0 or last + 1 == len(events) or events[last + 1][0] == {"End": "CodeBlock"}:
        return events
    event, span = events[last]
    if not isinstance(event, dict) or "Text" not in event:
        return events
    return [*events[:last], *((new, span) for new in _closed(event["Text"])), *events[last + 1 :]]


def _closed(text: str) -> list[str | dict[str, object]]:
    if "](" in text and (match := _LINK.fullmatch(text)):
        return [{"Text": match[1] + match[2]}]
    if "`" in text and (match := _CODE.fullmatch(text)):
        return [{"Text": match[1]}, {"Code": match[2]}]
    if "**" in text and (match := _STRONG.fullmatch(text)):
        inside: list[str | dict[str, object]] = [{"Text": match[2]}]
        return [{"Text": match[1]}, {"Start": "Strong"}, *inside, {"End": "Strong"}]
    return [{"Text": text}]
