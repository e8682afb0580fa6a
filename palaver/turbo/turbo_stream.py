"""Builders of `<turbo-stream>` elements, whose values are escaped.

`html` follows Django's rule: a plain string is text and is escaped, a `SafeString` (from
`format_html`, `render_to_string`, `mark_safe`) is HTML. A `<script>` in it would run in the page.
"""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias, TypedDict, Unpack

from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

Target: TypeAlias = str | Model

ATTRIBUTE_NAME = re.compile(r"[a-z][a-z0-9-]*")


class Content(TypedDict, total=False):
    """What fills an element: `html`, or a `template` with its `context` and `request`."""

    html: str
    template: str
    context: Mapping[str, Any] | None
    request: HttpRequest | None


class Rendering(Content, total=False):
    """The keyword arguments of a builder: content, a CSS selector `targets`, more `attributes`."""

    targets: str
    attributes: Mapping[str, object]


def dom_id(record: Model, prefix: str = "") -> str:
    """Return the id that a record's element carries: `message_7`, or `edit_message_7`."""
    if record.pk is None:
        raise ValueError(f"An unsaved {record._meta.label_lower} has no id.")
    return "_".join(filter(None, [prefix, record._meta.model_name, str(record.pk)]))


def append(target: Target = "", **rendering: Unpack[Rendering]) -> SafeString:
    """Add content at the end of the target; an element with the same id is moved there."""
    return action("append", target, **rendering)


def prepend(target: Target = "", **rendering: Unpack[Rendering]) -> SafeString:
    """Add content at the start of the target; an element with the same id is moved there."""
    return action("prepend", target, **rendering)


def replace(target: Target = "", **rendering: Unpack[Rendering]) -> SafeString:
    """Put content in the target's place; `attributes={"method": "morph"}` morphs it."""
    return action("replace", target, **rendering)


def update(target: Target = "", **rendering: Unpack[Rendering]) -> SafeString:
    """Put content inside the target; `attributes={"method": "morph"}` morphs it."""
    return action("update", target, **rendering)


def before(target: Target = "", **rendering: Unpack[Rendering]) -> SafeString:
    """Add content before the target."""
    return action("before", target, **rendering)


def after(target: Target = "", **rendering: Unpack[Rendering]) -> SafeString:
    """Add content after the target."""
    return action("after", target, **rendering)


def remove(target: Target = "", *, targets: str = "") -> SafeString:
    """Remove the target."""
    return _element("remove", _aim(target, targets), SafeString())


def refresh(*, request_id: str = "") -> SafeString:
    """Load the page again; a page that itself made the request `request_id` ignores it.

    Turbo sends that id with each of its requests as the header `X-Turbo-Request-Id`.
    """
    return _element("refresh", {"request-id": request_id} if request_id else {}, SafeString())


def action(
    name: str,
    target: Target = "",
    *,
    targets: str = "",
    attributes: Mapping[str, object] | None = None,
    **content: Unpack[Content],
) -> SafeString:
    """Build any action, one that your page defines included.

    `target` is an id or a record (then its `dom_id`), `targets` a CSS selector; one of them is
    needed. Raises ValueError for an aim or content given twice and for a bad attribute's name.
    """
    every = {**_aim(target, targets), **(attributes or {})}
    return _element(name, every, _template(**content))


def _aim(target: Target, targets: str) -> dict[str, object]:
    if bool(target) == bool(targets):
        raise ValueError("Give either target (an id or a record) or targets (a CSS selector).")
    if targets:
        return {"targets": targets}
    return {"target": dom_id(target) if isinstance(target, Model) else target}


def _template(**content: Unpack[Content]) -> SafeString:
    return format_html("<template>{}</template>", _content(**content))


def _content(
    html: str = "",
    template: str = "",
    context: Mapping[str, Any] | None = None,
    request: HttpRequest | None = None,
) -> str:
    if html and template:
        raise ValueError("Give either html or template.")
    if template:
        return render_to_string(template, context, request)
    return conditional_escape(html)


def _element(name: str, attributes: Mapping[str, object], content: SafeString) -> SafeString:
    for attribute in attributes:
        if not ATTRIBUTE_NAME.fullmatch(attribute) or attribute == "action":
            raise ValueError(f"Not an attribute of a turbo-stream: {attribute!r}.")
    pairs = format_html_join("", ' {}="{}"', attributes.items())
    return format_html('<turbo-stream action="{}"{}>{}</turbo-stream>', name, pairs, content)
