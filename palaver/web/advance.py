"""What a chat's page must change to get from one version to the present one.

The answer to a form, the live update and the catch-up after a lost connection are all this.
"""

import threading
import uuid

from django.core.cache import cache
from django.template.loader import render_to_string

from palaver.chats.models import Chat, Ends, Message
from palaver.generation.models import Waiting
from palaver.web.conversation import ALL, Conversation

MOST_MESSAGES = 100  # beyond that the page is loaded anew
KEPT = 1  # seconds: who asked and who watches ask for the same, often at the same time
RENDERING = [threading.Lock() for _ in range(64)]  # one key, one at a time
Found = dict[uuid.UUID, Message]
REFRESH = '<turbo-stream action="refresh"></turbo-stream>'


def advance(chat_id: uuid.UUID, user_id: int, after: int) -> tuple[int, str]:
    """The chat's version and the Turbo Stream that leads to it from `after`, "" if none does."""
    chat = Chat.objects.filter(pk=chat_id).first()
    if chat is None:
        return after + 1, REFRESH
    if chat.version == after:
        return after, ""
    if after > chat.version or chat.deleted_at:
        return chat.version, REFRESH
    key = f"palaver:advance:{chat_id}:{user_id}:{after}:{chat.version}"
    with RENDERING[hash(key) % len(RENDERING)]:
        html = cache.get(key)
        if html is None:
            html = _rendered(chat, user_id, after)
            cache.set(key, html, KEPT)
    return chat.version, html


def _rendered(chat: Chat, user_id: int, after: int) -> str:
    has_waiting = chat.waiting_version > after
    waiting = Waiting.objects.of(chat) if has_waiting else ()
    conversation = Conversation(chat, user_id, waiting)
    messages = _changed(conversation, chat, after)
    if len(messages) > MOST_MESSAGES:
        return REFRESH
    context = {"chat": chat, "messages": conversation.shown(messages), "after": after}
    if has_waiting:
        context["waiting"] = waiting
    return render_to_string("palaver/_advance.html", context)


def _changed(conversation: Conversation, chat: Chat, after: int) -> list[Message]:
    """What the person sees and the page lacks, in order, and perhaps one too many."""
    changed = conversation.messages.changed_after(after).filter(version__lte=chat.version)
    found = {message.pk: message for message in changed[: MOST_MESSAGES + 1]}
    if chat.is_branched and len(found) <= MOST_MESSAGES:
        found = _seen(conversation, found) | _turned(conversation, after)
    return [found[pk] for pk in sorted(found)]


def _seen(conversation: Conversation, changed: Found) -> Found:
    """Those on the path that the person sees; for answers side by side the first stands."""
    ends, seen = conversation.ends, {}
    if ends.leaf and any(_is_compared(message, ends) for message in changed.values()):
        changed |= {m.pk: m for m in conversation.messages.filter(pk=ends.leaf)}
    at = ends.leaf
    while at in changed:
        seen[at] = changed[at]
        at = changed[at].parent_id
    rest = changed.keys() - seen.keys()
    if rest and at:
        path = conversation.messages.up_from(at, most=ALL, down_to=min(rest))
        seen |= {pk: changed[pk] for pk in path.values_list("pk", flat=True) if pk in rest}
    return seen


def _is_compared(message: Message, ends: Ends) -> bool:
    return message.comparison is not None and message.comparison == ends.comparison


def _turned(conversation: Conversation, after: int) -> Found:
    """The path from where it was another when the page was rendered."""
    ends = conversation.ends
    if ends.since is None or ends.turned_at is None or ends.turned_at <= after:
        return {}
    path = conversation.messages.up_from(ends.leaf, most=ALL, down_to=ends.since)
    turned = {message.pk: message for message in path[: MOST_MESSAGES + 1]}
    return turned if ends.since in turned else {}
