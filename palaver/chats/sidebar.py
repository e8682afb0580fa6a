"""The lists of chats as every open page of a person shows them: what is pinned, what is in a folder
that is open there, and the rest by time. A lost broadcast is made good when the page's socket
comes back and the lists are loaded anew."""

import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model
from django.utils.safestring import SafeString, mark_safe

from palaver.chats.models import Chat
from palaver.chats.models.chat import ChatQuerySet
from palaver.turbo import (
    broadcast_after_to,
    broadcast_prepend_to,
    broadcast_remove_to,
    broadcast_replace_to,
    broadcast_stream_to,
    turbo_stream,
)

LIST = "chat_items"
PINNED = "pinned_items"
OLDER_PAGES = "#sidebar [id^=chats_before_]"
STALE = mark_safe('<i data-chats-target="stale" data-listing-target="stale"></i>')
STALE_LIST, STALE_PAGE = "[data-stale~=list]", "[data-stale~=page]"


def streamables(user: Model) -> tuple[Model, str]:
    return user, "chats"


def item_id(chat: Chat) -> str:
    return f"chat_item_{chat.pk}"


def list_id(chat: Chat) -> str:
    """The list that the chat stands in; a folder's is on a page only once it was opened there."""
    if chat.pinned_at:
        return PINNED
    return folder_list(chat.folder_id) if chat.folder_id else LIST


def folder_list(folder_id: uuid.UUID) -> str:
    return f"folder_items_{folder_id}"


def move_to_top(chat: Chat, *, live: bool) -> None:
    """Of its list, in which the newest stand first; a pinned one stays where it is."""
    if not chat.is_temporary:
        _after_commit(_replace if chat.pinned_at else _move_to_top, chat, live)


def put_back(chat: Chat, *, live: bool = False) -> None:
    """Where it belongs now, whatever list it stood in: below another in its order, or on top."""
    remove(chat)
    if chat.is_temporary or chat.archived_at:
        return
    above = _above(chat)
    if above is None:
        _after_commit(_move_to_top, chat, live)
    else:
        _after_commit(_put_below, chat, above, live)


def replace(chat: Chat, *, live: bool) -> None:
    if not chat.is_temporary:
        _after_commit(_replace, chat, live)


def remove(chat: Chat) -> None:
    _after_commit(_remove, chat)


def renew(owner: Any) -> None:
    """Every page reads its lists again: folders have changed, or many chats at once."""
    _after_commit(_say, owner, stale_lists())


def renew_pages(owner: Any) -> None:
    """The pages that list chats beside the sidebar are read again."""
    _after_commit(_say, owner, stale_pages())


def stale_lists() -> SafeString:
    older = turbo_stream.remove(targets=OLDER_PAGES)
    return older + turbo_stream.update(targets=f"{STALE_LIST}, {STALE_PAGE}", html=STALE)


def stale_pages() -> SafeString:
    return turbo_stream.update(targets=STALE_PAGE, html=STALE)


def _above(chat: Chat) -> Chat | None:
    """The chat right above it in its list."""
    visible: ChatQuerySet = Chat.objects.visible_to(chat.owner).exclude(pk=chat.pk)
    if chat.pinned_at:
        return visible.pinned().filter(pinned_at__lte=chat.pinned_at).last()
    return visible.inside(chat.folder_id).after(chat).last()


def _move_to_top(chat: Chat, live: bool) -> None:
    # Turbo takes an element with the same id out of the list before it prepends.
    broadcast_prepend_to(
        *_of_owner(chat),
        target=list_id(chat),
        template="chats/_chat_item.html",
        context={"chat": chat, "live": live},
    )


def _put_below(chat: Chat, above: Chat, live: bool) -> None:
    broadcast_after_to(
        *_of_owner(chat),
        target=item_id(above),
        template="chats/_chat_item.html",
        context={"chat": chat, "live": live},
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


def _say(owner: Any, stream: SafeString) -> None:
    broadcast_stream_to(*streamables(owner), stream=stream)


def _of_owner(chat: Chat) -> tuple[Model, str]:
    return streamables(get_user_model()(pk=chat.owner_id))  # whose row nobody needs for a name


def _after_commit(send: Any, *args: Any) -> None:
    # A lambda: of a partial that fails Django 5.2 cannot log the name, and fails itself.
    transaction.on_commit(lambda: send(*args), robust=True)
