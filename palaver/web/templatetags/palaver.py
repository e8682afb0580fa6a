"""Template tags of the page's frame."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from palaver.lib import logs

register = template.Library()

THEMES = ("light", "dark")


@register.simple_tag(takes_context=True)
def theme_attribute(context: Context) -> SafeString:
    """The theme that the reader chose, known before the first paint; none follows the system."""
    request = context.get("request")
    theme = request.COOKIES.get("theme") if request else None
    return format_html(' data-theme="{}"', theme) if theme in THEMES else SafeString("")


@register.simple_tag(takes_context=True)
def folded_attribute(context: Context) -> SafeString:
    """Whether the reader has folded the list of chats away, known before the first paint."""
    request = context.get("request")
    is_folded = request is not None and request.COOKIES.get("folded") == "1"
    return SafeString(" data-folded" if is_folded else "")


@register.simple_tag(takes_context=True)
def flashes(context: Context) -> Iterable[Message]:
    """What Django's messages hold for this person; a chat's page has `messages` of its own."""
    request = context.get("request")
    return get_messages(request) if request else ()


@register.simple_tag
def request_id() -> str:
    """By which the log is searched for this request; "" where it has none."""
    return logs.request_id.get()


@register.simple_tag
def running_answer(messages: Iterable[Any]) -> Any:
    """The message whose answer is still being written, or None."""
    answers = (answer for message in messages for answer in (message, *message.compared[1:]))
    return next((a for a in answers if a.role == "assistant" and _is_live(a)), None)


def _is_live(message: Any) -> bool:
    generation = getattr(message, "generation", None)
    return generation is not None and generation.is_live
