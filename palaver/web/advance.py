"""What a chat's page must change to get from one version to the present one.

The answer to a form, the live update and the catch-up after a lost connection are all this.
"""

import uuid

from django.core.cache import cache
from django.template.loader import render_to_string

from palaver.chats.models import Chat
from palaver.generation.shown import shown

MOST_MESSAGES = 100  # beyond that the page is loaded anew
KEPT = 1  # seconds: who asked and who watches ask for the same


def advance(chat_id: uuid.UUID, after: int) -> tuple[int, str]:
    """The chat's version and the Turbo Stream that leads to it from `after`, "" if none does."""
    chat = Chat.objects.filter(pk=chat_id).first()
    if chat is None or chat.version == after:
        return after, ""
    if after > chat.version or chat.deleted_at:
        return chat.version, '<turbo-stream action="refresh"></turbo-stream>'
    key = f"palaver:advance:{chat_id}:{after}:{chat.version}"
    html = cache.get(key)
    if html is None:
        html = _rendered(chat, after)
        cache.set(key, html, KEPT)
    return chat.version, html


def _rendered(chat: Chat, after: int) -> str:
    changed = chat.messages.changed_after(after).filter(version__lte=chat.version)
    messages = list(changed.select_related("generation")[: MOST_MESSAGES + 1])
    if len(messages) > MOST_MESSAGES:
        return '<turbo-stream action="refresh"></turbo-stream>'
    context = {"chat": chat, "messages": shown(messages), "after": after}
    return render_to_string("palaver/_advance.html", context)
