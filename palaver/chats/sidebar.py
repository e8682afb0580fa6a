"""The list of chats as every open page of a person shows it; a lost broadcast is made good when
the page's socket comes back and the list is loaded anew."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model

from palaver.chats.models import Chat
from palaver.turbo import (
    broadcast_after_to,
    broadcast_prepend_to,
    broadcast_remove_to,
    broadcast_replace_to,
)

LIST = "chat_items"


def streamables(user: Model) -> tuple[Model, str]:
    return user, "chats"


def item_id(chat: Chat) -> str:
    return f"chat_item_{chat.pk}"


def move_to_top(chat: Chat, *, live: bool) -> None:
    _after_commit(_move_to_top, chat, live)


def put_back(chat: Chat) -> None:
    """Where it stood before it was deleted: below the next newer chat, or on top."""
    newer = Chat.objects.visible_to(chat.owner).after(chat).newest_first().last()
    if newer is None:
        move_to_top(chat, live=False)
    else:
        remove(chat)  # from the lists that were loaded a moment ago
        _after_commit(_put_below, chat, newer)


def replace(chat: Chat, *, live: bool) -> None:
    _after_commit(_replace, chat, live)


def remove(chat: Chat) -> None:
    _after_commit(_remove, chat)


def _move_to_top(chat: Chat, live: bool) -> None:
    # Turbo takes an element with the same id out of the list before it prepends.
    broadcast_prepend_to(
        *_of_owner(chat),
        target=LIST,
        template="chats/_chat_item.html",
        context={"chat": chat, "live": live},
    )


def _put_below(chat: Chat, newer: Chat) -> None:
    broadcast_after_to(
        *_of_owner(chat),
        target=item_id(newer),
        template="chats/_chat_item.html",
        context={"chat": chat, "live": False},
    )


def _replace(chat: Chat, live: bool) -> None:
    # A morph, or a click on the item and the focus on it would be lost.
    broadcast_replace_to(
        *_of_owner(chat),
        target=item_id(chat),
        attributes={"method": "morph"},
        template="chats/_chat_item.html",
        context={"chat": chat, "live": live},
    )


def _remove(chat: Chat) -> None:
    broadcast_remove_to(*_of_owner(chat), target=item_id(chat))


def _of_owner(chat: Chat) -> tuple[Model, str]:
    return streamables(get_user_model()(pk=chat.owner_id))  # whose row nobody needs for a name


def _after_commit(send: Any, *args: Any) -> None:
    # A lambda: of a partial that fails Django 5.2 cannot log the name, and fails itself.
    transaction.on_commit(lambda: send(*args), robust=True)
