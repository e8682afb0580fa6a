"""Template tags and filters of chats and messages, of which a page shows many."""

from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django import template
from django.conf import settings
from django.template import Context
from django.template.defaultfilters import floatformat
from django.template.defaulttags import CsrfTokenNode
from django.template.loader import render_to_string
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()

ANY = UUID(int=0)
ANY_FIELD = SafeString("<!-- the token of a form -->")


@register.simple_tag
def address(name: str, pk: UUID) -> str:
    """As `{% url name pk %}`, but the pattern is looked up once and then only filled in."""
    return _pattern(name, get_script_prefix(), get_urlconf()).replace(str(ANY), str(pk))


@register.simple_tag(takes_context=True)
def for_any(context: Context, template_name: str) -> str:
    """The template for a message of any id, to be filled in with `of`.

    It knows `message.id` and `csrf_field`, and is rendered once as a `constant` is.
    """
    html = constant(template_name).replace(ANY_FIELD, context["csrf_field"])
    return mark_safe(html)  # noqa: S308  rendered by a template


@register.simple_tag
def constant(template_name: str) -> str:
    """The template, which is the same for all who read its language, rendered once."""
    render = _rendered.__wrapped__ if settings.DEBUG else _rendered
    return render(template_name, get_language(), get_script_prefix(), get_urlconf())


@register.filter
def of(rendered: str, pk: UUID) -> str:
    return mark_safe(rendered.replace(str(ANY), str(pk)))  # noqa: S308  rendered by a template


@register.simple_tag(takes_context=True)
def csrf_field(context: Context) -> str:
    """As `{% csrf_token %}`, to be made once for many forms; nothing where no page is asked for."""
    return CsrfTokenNode().render(context) if "csrf_token" in context else ""


class Place(NamedTuple):
    """Which of its siblings a message is, counted from 1, and those beside it."""

    number: int
    total: int
    previous: UUID
    next: UUID

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def is_last(self) -> bool:
        return self.number == self.total


@register.simple_tag
def place(message: Any) -> Place | None:
    """None where a message is the only one of its kind."""
    siblings = message.siblings
    if len(siblings) < 2 or message.pk not in siblings:  # noqa: PLR2004  of one there is no other
        return None
    at, total = siblings.index(message.pk), len(siblings)
    return Place(at + 1, total, siblings[max(at - 1, 0)], siblings[min(at + 1, total - 1)])


@register.filter
def thought(generation: Any) -> str:
    """How long the model thought, where that is known."""
    seconds = generation and generation.reasoning_seconds
    if not seconds:
        return _("Thoughts")
    if seconds < 1:
        return _("Thought for a moment")
    return _("Thought for %(seconds)s s") % {"seconds": floatformat(seconds, 0)}


@register.filter
def tokens(number: int) -> str:
    return ngettext("%(tokens)d token", "%(tokens)d tokens", number) % {"tokens": number}


@register.filter
def duration(seconds: float) -> str:
    return _("%(seconds)s s") % {"seconds": floatformat(seconds, 1)}


@lru_cache
def _rendered(name: str, _language: str | None, _prefix: str, _urlconf: str | None) -> str:
    return render_to_string(name, {"message": {"id": ANY}, "csrf_field": ANY_FIELD})


@lru_cache
def _pattern(name: str, _prefix: str, urlconf: str | None) -> str:
    return reverse(name, urlconf, args=[ANY])
